package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How old messages are: what has gone by, not what the clock says. Segments go on for an
 * hour here, and messages are kept for sixteen.
 */
class RetentionAgeTests {

	private static final JournalSettings.Retention SETTINGS = new JournalSettings.Retention(Duration.ofHours(16),
			DataSize.ofMegabytes(16));

	private final TestClock clock = new TestClock(TestMessages.TIME);

	private RocksDbStore store;

	private GroupCommit commit;

	private RocksDbBatchStore batches;

	private Retention retention;

	@BeforeEach
	void start(@TempDir Path directory) throws IOException {
		this.store = RocksDbStore.open(directory, StoreSizes.of(SETTINGS.size().toBytes()));
		this.batches = new RocksDbBatchStore(this.store,
				new BatchWriter(new ChangeWriter(new DeliveryChanges(this.store), new DeviceChanges(this.store)),
						1024 * 1024, Retention.segmentAge(SETTINGS).toMillis()),
				new FreeSpace(directory, DataSize.ofBytes(0)), this.clock);
		this.commit = GroupCommit.start(this.batches, new JournalSettings.Inbox(10, DataSize.ofMegabytes(1)),
				this.clock, new SplittableRandom(1), new JournalMeters(new SimpleMeterRegistry()));
		restart();
	}

	@AfterEach
	void stop() {
		this.commit.close();
		this.batches.close();
		this.store.close();
	}

	/** Retention begins anew, as in another process. */
	private void restart() {
		this.retention = new Retention(this.store, SETTINGS, this.clock.steady(),
				new JournalMeters(new SimpleMeterRegistry()));
		this.retention.run();
	}

	@Test
	void dropsWhatIsOldAndKeepsWhatCameLater() {
		write("1");
		write("2");
		pass(Duration.ofHours(1));
		write("3");
		pass(Duration.ofMinutes(15 * 60 + 30));
		assertThat(kept()).containsExactly("3");
	}

	@Test
	void dropsNothingBecauseTheClockIsSetFarAhead() {
		write("1");
		pass(Duration.ofHours(1));
		write("2");
		this.clock.move(Duration.ofDays(400));
		// Begins a new segment, so that the one before could be dropped.
		write("3");
		assertThat(kept()).containsExactly("1", "2", "3");
		pass(Duration.ofMinutes(15 * 60 + 30));
		assertThat(kept()).containsExactly("2", "3");
	}

	@Test
	void dropsNothingBecauseTheClockIsSetFarAheadAndBack() {
		write("1");
		this.clock.move(Duration.ofDays(400));
		write("2");
		this.clock.move(Duration.ofDays(-400));
		write("3");
		assertThat(kept()).containsExactly("1", "2", "3");
		restart();
		assertThat(kept()).containsExactly("1", "2", "3");
	}

	@Test
	void dropsWhatIsOldThoughTheClockIsSetFarBack() {
		write("1");
		this.clock.move(Duration.ofDays(-400));
		write("2");
		pass(Duration.ofHours(1));
		write("3");
		pass(Duration.ofMinutes(15 * 60 + 30));
		assertThat(kept()).containsExactly("3");
	}

	@Test
	void countsTheTimeThatTheProcessWasAway() {
		write("1");
		pass(Duration.ofHours(1));
		write("2");
		this.clock.pass(Duration.ofMinutes(15 * 60 + 30));
		restart();
		assertThat(kept()).containsExactly("2");
	}

	private void write(String text) {
		DeviceMessage message = TestMessages.message("a", Direction.INBOUND, "default", this.clock.instant(), text);
		this.commit.append(message).orTimeout(30, TimeUnit.SECONDS).join();
		this.retention.run();
	}

	private void pass(Duration time) {
		this.clock.pass(time);
		this.retention.run();
	}

	private List<String> kept() {
		return this.store.read((database) -> TestMessages
			.texts(new SegmentReader(database).read(MessageQuery.behind(null, 10)).items()));
	}

}
