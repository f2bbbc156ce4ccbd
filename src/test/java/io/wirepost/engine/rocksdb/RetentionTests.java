package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.MessageQuery.Order;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.message.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class RetentionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final long MB = 1024 * 1024;

	private final TestClock clock = new TestClock(TestMessages.TIME);

	@TempDir
	private Path directory;

	@Test
	void dropsTheOldestWhenThereIsTooMuchAndCountsThem() throws Exception {
		List<DeviceMessage> all = new ArrayList<>();
		try (TestJournal journal = open(Duration.ofDays(7))) {
			Random random = new Random(5);
			for (int round = 0; round < 10; round++) {
				List<CompletableFuture<DeviceMessage>> appended = new ArrayList<>();
				for (int i = 0; i < 64; i++) {
					appended.add(journal.journal().append(large(random, "device-" + i % 2)));
				}
				appended.forEach((one) -> all.add(one.join()));
			}
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(sizeOnDisk()).isLessThan(18 * MB));
			// Retention may be at work still, while the disk has what it should.
			await().atMost(PATIENCE).untilAsserted(() -> {
				assertKept(journal, all);
				assertThat(journal.count("wirepost.journal.dropped")).isPositive();
				assertThat(journal.readAll(MessageQuery.behind(null, 500)))
					.hasSize(all.size() - (int) journal.count("wirepost.journal.dropped"));
			});
		}
		try (TestJournal journal = open(Duration.ofDays(7))) {
			// Retention goes on after the start, also between two reads.
			await().atMost(PATIENCE).untilAsserted(() -> assertKept(journal, all));
		}
	}

	private static void assertKept(TestJournal journal, List<DeviceMessage> all) {
		List<DeviceMessage> kept = journal.readAll(MessageQuery.behind(null, 500));
		assertThat(kept).hasSizeGreaterThan(100).isEqualTo(all.subList(all.size() - kept.size(), all.size()));
		DeviceId device = new DeviceId("device-1");
		assertThat(journal.readAll(new MessageQuery(device, null, null, null, null, null, Order.ASC, null, 7)))
			.isEqualTo(kept.stream().filter((each) -> device.equals(each.device())).toList());
		assertThat(journal.journal().find(all.get(0).requiredId())).isEmpty();
	}

	@Test
	void dropsWhatIsTooOldAlsoWhenNothingComes() throws Exception {
		try (TestJournal journal = open(Duration.ofHours(16))) {
			journal.append(now("1"));
			DeviceMessage last = journal.append(now("2"));
			awaitNothingKept(journal);
			assertThat(TestMessages.texts(journal.readAll(MessageQuery.newestOf(new DeviceId("a"), 10)))).isEmpty();
			assertThat(journal.journal().find(last.requiredId())).isEmpty();
			await().untilAsserted(() -> assertThat(journal.count("wirepost.journal.dropped")).isEqualTo(2));
		}
	}

	@Test
	void tellsUpToWhereItDroppedAlsoAfterAnotherStart() throws Exception {
		MessageId last;
		try (TestJournal journal = open(Duration.ofHours(16))) {
			assertThat(journal.journal().droppedUpTo()).isNull();
			journal.append(now("1"));
			last = journal.append(now("2")).requiredId();
			awaitNothingKept(journal);
			assertThat(journal.journal().droppedUpTo()).isEqualTo(Position.of(last));
		}
		try (TestJournal journal = open(Duration.ofHours(16))) {
			assertThat(journal.journal().droppedUpTo()).isEqualTo(Position.of(last));
		}
	}

	@Test
	void goesOnBehindTheLastIdThoughItsMessageWasDropped() throws Exception {
		MessageId last;
		try (TestJournal journal = open(Duration.ofHours(16))) {
			last = journal.append(now("1")).requiredId();
			awaitNothingKept(journal);
		}
		this.clock.move(Duration.ofDays(-400));
		try (TestJournal journal = open(Duration.ofHours(16))) {
			assertThat(journal.append(now("2")).requiredId()).isGreaterThan(last);
		}
	}

	@Test
	void letsAReaderOfADroppedSegmentReadOn() throws Exception {
		try (TestJournal journal = open(Duration.ofDays(7))) {
			DeviceMessage kept = journal.append(now("1"));
			journal.store().use((database) -> {
				database.roll();
				Segment segment = database.segments().get(0);
				assertThat(segment.retain()).isTrue();
				database.drop(segment);
				assertThat(database.get(segment.messages(), Keys.ofMessage(kept.requiredId().value()))).isNotNull();
				segment.release();
				assertThat(segment.retain()).isFalse();
				assertThat(new SegmentReader(database).find(kept.requiredId())).isEmpty();
				return database;
			});
		}
	}

	/** Hours go by until everything is dropped. */
	private void awaitNothingKept(TestJournal journal) {
		await().atMost(PATIENCE).until(() -> {
			this.clock.pass(Duration.ofHours(1));
			return journal.readAll(MessageQuery.behind(null, 10)).isEmpty();
		});
	}

	private TestJournal open(Duration age) throws Exception {
		JournalSettings settings = TestMessages.settings(65536, age, DataSize.ofMegabytes(16), DataSize.ofMegabytes(1));
		return TestJournal.open(this.directory, settings, this.clock);
	}

	private DeviceMessage now(String text) {
		return TestMessages.message("a", Direction.INBOUND, "default", this.clock.instant(), text);
	}

	private DeviceMessage large(Random random, String device) {
		byte[] payload = new byte[64 * 1024];
		random.nextBytes(payload);
		DeviceMessage message = TestMessages.message(device, "");
		return new DeviceMessage(null, message.device(), message.direction(), message.listener(),
				message.connectionId(), message.remoteAddress(), message.receivedAt(), message.charset(),
				Payload.owning(payload), null);
	}

	private long sizeOnDisk() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.mapToLong((file) -> file.toFile().length()).sum();
		}
	}

}
