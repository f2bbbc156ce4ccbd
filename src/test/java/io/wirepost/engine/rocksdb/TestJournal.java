package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.SteadyTime;
import io.wirepost.journal.TestClock;
import io.wirepost.message.DeviceMessage;

/** A journal with the store and the meters of its own. */
final class TestJournal implements AutoCloseable {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final RocksDbStore store;

	private final RocksDbMessageJournal journal;

	private TestJournal(Path directory, JournalSettings settings, Clock clock) throws Exception {
		StoreSizes sizes = StoreSizes.of(settings.retention().size().toBytes());
		this.store = RocksDbStore.open(directory, sizes);
		this.journal = RocksDbMessageJournal.start(this.store, settings, sizes, clock, steady(clock),
				new SplittableRandom(1), new JournalMeters(this.registry));
	}

	private static SteadyTime steady(Clock clock) {
		return (clock instanceof TestClock test) ? test.steady() : new SteadyTime(clock);
	}

	static TestJournal open(Path directory, JournalSettings settings, Clock clock) throws Exception {
		return new TestJournal(directory, settings, clock);
	}

	MessageJournal journal() {
		return this.journal;
	}

	RocksDbStore store() {
		return this.store;
	}

	MeterRegistry registry() {
		return this.registry;
	}

	double count(String meter) {
		return this.registry.get(meter).counter().count();
	}

	DeviceMessage append(DeviceMessage message) {
		return this.journal.append(message).orTimeout(30, TimeUnit.SECONDS).join();
	}

	List<DeviceMessage> readAll(MessageQuery query) {
		List<DeviceMessage> all = new ArrayList<>();
		MessagePage page = this.journal.read(query);
		while (page.next() != null) {
			all.addAll(page.items());
			page = this.journal.read(new MessageQuery(query.device(), query.direction(), query.listener(), query.from(),
					query.to(), query.order(), page.next(), query.limit()));
		}
		all.addAll(page.items());
		return all;
	}

	@Override
	public void close() {
		this.journal.close();
		this.store.close();
	}

}
