package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.SteadyTime;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.WholeJournal;
import io.wirepost.message.DeviceMessage;

/** A journal with the store and the meters of its own. */
final class TestJournal implements AutoCloseable {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final RocksDbStore store;

	private final RocksDbBatchStore batches;

	private final RocksDbDeliveryStore deliveries;

	private final RocksDbDeviceStore devices;

	private final WholeJournal journal;

	private TestJournal(Path directory, JournalSettings settings, Clock clock) throws Exception {
		StoreSizes sizes = StoreSizes.of(settings.retention().size().toBytes());
		this.store = RocksDbStore.open(directory, sizes);
		JournalMeters meters = new JournalMeters(this.registry);
		DeliveryChanges deliveryChanges = new DeliveryChanges(this.store);
		DeviceChanges deviceChanges = new DeviceChanges(this.store);
		this.deliveries = new RocksDbDeliveryStore(this.store, deliveryChanges);
		this.devices = new RocksDbDeviceStore(this.store, deviceChanges);
		this.batches = new RocksDbBatchStore(this.store,
				new BatchWriter(new ChangeWriter(deliveryChanges, deviceChanges), sizes.segment(),
						Retention.segmentAge(settings.retention()).toMillis()),
				new FreeSpace(this.store.directory().path(), settings.reserve()), clock)
			.dropping(new Retention(this.store, settings.retention(), steady(clock), meters));
		this.journal = new WholeJournal(
				GroupCommit.start(this.batches, settings.inbox(), clock, new SplittableRandom(1), meters),
				new RocksDbMessageReader(this.store));
	}

	private static SteadyTime steady(Clock clock) {
		return (clock instanceof TestClock test) ? test.steady() : new SteadyTime(clock);
	}

	static TestJournal open(Path directory, JournalSettings settings, Clock clock) throws Exception {
		return new TestJournal(directory, settings, clock);
	}

	WholeJournal journal() {
		return this.journal;
	}

	RocksDbDeliveryStore deliveries() {
		return this.deliveries;
	}

	RocksDbDeviceStore devices() {
		return this.devices;
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
			page = this.journal.read(new MessageQuery(query.device(), query.direction(), query.listener(), query.kind(),
					query.from(), query.to(), query.order(), page.next(), query.limit(), query.events()));
		}
		all.addAll(page.items());
		return all;
	}

	@Override
	public void close() {
		this.journal.commit().close();
		this.batches.close();
		this.store.close();
	}

}
