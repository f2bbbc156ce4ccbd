package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageIds;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

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

	private final MessageIds ids = new MessageIds(this.clock, new SplittableRandom(1), null);

	private RocksDbStore store;

	private BatchWriter writer;

	private Retention retention;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.store = RocksDbStore.open(directory, StoreSizes.of(SETTINGS.size().toBytes()));
		this.writer = new BatchWriter(1024 * 1024, Retention.segmentAge(SETTINGS).toMillis());
		restart();
	}

	@AfterEach
	void stop() {
		this.writer.close();
		this.store.close();
	}

	/** Retention begins anew, as in another process. */
	private void restart() {
		this.retention = new Retention(this.store, SETTINGS, this.clock.steady(),
				new JournalMeters(new SimpleMeterRegistry()));
		this.retention.run();
	}

	@Test
	void dropsWhatIsOldAndKeepsWhatCameLater() throws RocksDBException {
		write("1");
		write("2");
		pass(Duration.ofHours(1));
		write("3");
		pass(Duration.ofMinutes(15 * 60 + 30));
		assertThat(kept()).containsExactly("3");
	}

	@Test
	void dropsNothingBecauseTheClockIsSetFarAhead() throws RocksDBException {
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
	void dropsNothingBecauseTheClockIsSetFarAheadAndBack() throws RocksDBException {
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
	void dropsWhatIsOldThoughTheClockIsSetFarBack() throws RocksDBException {
		write("1");
		this.clock.move(Duration.ofDays(-400));
		write("2");
		pass(Duration.ofHours(1));
		write("3");
		pass(Duration.ofMinutes(15 * 60 + 30));
		assertThat(kept()).containsExactly("3");
	}

	@Test
	void countsTheTimeThatTheProcessWasAway() throws RocksDBException {
		write("1");
		pass(Duration.ofHours(1));
		write("2");
		this.clock.pass(Duration.ofMinutes(15 * 60 + 30));
		restart();
		assertThat(kept()).containsExactly("2");
	}

	private void write(String text) throws RocksDBException {
		DeviceMessage message = TestMessages.message("a", Direction.INBOUND, "default", this.clock.instant(), text);
		Batch batch = new Batch();
		batch.add(new Pending(message));
		batch.identify(this.ids);
		this.store.use((database) -> {
			this.writer.write(database, batch, this.clock.millis());
			return batch;
		});
		this.retention.run();
	}

	private void pass(Duration time) {
		this.clock.pass(time);
		this.retention.run();
	}

	private List<String> kept() {
		return this.store.read((database) -> TestMessages
			.texts(new MessageReader(database).read(MessageQuery.behind(null, 10)).items()));
	}

}
