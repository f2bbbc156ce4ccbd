package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wirepost.device.DeviceStore;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class FullDiskTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	@Test
	void stopsWritingAtTheReserveAndGoesOnWhenThereIsSpace() throws Exception {
		try (TestDisk disk = TestDisk.mount(this.directory, "size=64m");
				TestJournal journal = open(disk, DataSize.ofMegabytes(64))) {
			DeviceMessage before = journal.append(TestMessages.message("a", "before"));
			disk.fillUp(12);
			awaitState(journal, "reserve of 16 MB");
			List<CompletableFuture<DeviceMessage>> waiting = append(journal, 100, 100);
			assertThat(waiting.stream().anyMatch(CompletableFuture::isDone)).isFalse();
			assertThat(journal.registry().get("wirepost.journal.inbox").gauge().value()).isEqualTo(100);
			assertThat(journal.registry().get("wirepost.journal.writable").gauge().value()).isZero();
			assertThat(journal.journal().find(before.requiredId())).contains(before);
			disk.free();
			assertAllKept(journal, waiting);
			assertThat(journal.count("wirepost.journal.messages")).isEqualTo(101);
			assertThat(journal.registry().get("wirepost.journal.writable").gauge().value()).isOne();
		}
	}

	@Test
	void tellsThatTheDiskIsFullBeforeAnyMessageComes() throws Exception {
		try (TestDisk disk = TestDisk.mount(this.directory, "size=64m");
				TestJournal journal = open(disk, DataSize.ofMegabytes(64))) {
			disk.fillUp(8);
			awaitState(journal, "free some space");
			disk.free();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(journal.journal().state()).isEqualTo(JournalState.WRITABLE));
		}
	}

	@Test
	void losesNothingWhenTheDiskRunsFullInTheMiddleOfAWrite() throws Exception {
		try (TestDisk disk = TestDisk.mount(this.directory, "size=64m")) {
			try (TestJournal journal = open(disk, DataSize.ofBytes(0))) {
				DeviceMessage before = journal.append(TestMessages.message("a", "before"));
				disk.fillUp(0);
				List<CompletableFuture<DeviceMessage>> waiting = append(journal, 40, 1024 * 1024);
				awaitState(journal, "No space left");
				assertThat(journal.journal().find(before.requiredId())).contains(before);
				disk.free();
				assertAllKept(journal, waiting);
				assertThat(journal.count("wirepost.journal.messages")).isEqualTo(41);
			}
			try (TestJournal journal = open(disk, DataSize.ofBytes(0))) {
				assertThat(journal.readAll(MessageQuery.behind(null, 500))).hasSize(41);
				assertThat(messagesCounted(journal)).isEqualTo(41);
			}
		}
	}

	@Test
	void takesDevicesAgainAfterAFullDiskThoughNoMessageComes() throws Exception {
		try (TestDisk disk = TestDisk.mount(this.directory, "size=64m");
				TestJournal journal = open(disk, DataSize.ofBytes(0))) {
			disk.fillUp(0);
			assertThatExceptionOfType(JournalUnavailableException.class).isThrownBy(() -> saveLarge(journal, 100));
			disk.free();
			await().atMost(PATIENCE).ignoreException(JournalUnavailableException.class).until(() -> {
				saveLarge(journal, 1);
				return true;
			});
			assertThat(journal.devices().count())
				.isEqualTo(journal.devices().list(new DeviceStore.Query(null, null, 1000)).items().size());
		}
	}

	private static TestJournal open(TestDisk disk, DataSize reserve) throws Exception {
		JournalSettings settings = TestMessages.settings(65536, Duration.ofDays(36_500), DataSize.ofMegabytes(60),
				reserve);
		return TestJournal.open(disk.path().resolve("data"), settings, Clock.systemUTC());
	}

	private static List<CompletableFuture<DeviceMessage>> append(TestJournal journal, int messages, int size) {
		Random random = new Random(3);
		return IntStream.range(0, messages).mapToObj((index) -> {
			byte[] payload = new byte[size];
			random.nextBytes(payload);
			DeviceMessage message = TestMessages.message("a", "");
			return journal.journal()
				.append(new DeviceMessage(null, message.device(), message.direction(), message.listener(),
						message.connectionId(), message.remoteAddress(), message.receivedAt(), message.charset(),
						Payload.owning(payload), null));
		}).toList();
	}

	private static void saveLarge(TestJournal journal, int count) {
		for (int i = 0; i < count; i++) {
			journal.journal()
				.commit()
				.writeNow(List.of(new DeviceStore.Change.Put(new DeviceId("device-" + i),
						new TreeSet<>(List.of("x".repeat(1024 * 1024))), null, null, null, TestMessages.TIME)));
		}
	}

	private static void awaitState(TestJournal journal, String detail) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(journal.journal().state().writable()).isFalse();
			assertThat(journal.journal().state().detail()).contains(detail);
		});
	}

	private static void assertAllKept(TestJournal journal, List<CompletableFuture<DeviceMessage>> waiting) {
		await().atMost(PATIENCE).until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
		List<DeviceMessage> kept = waiting.stream().map(CompletableFuture::join).toList();
		List<DeviceMessage> read = journal.readAll(MessageQuery.behind(null, 500));
		assertThat(read.subList(1, read.size())).isEqualTo(kept);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(journal.journal().state()).isEqualTo(JournalState.WRITABLE));
	}

	private static long messagesCounted(TestJournal journal) {
		return journal.store()
			.read((database) -> database.segments()
				.stream()
				.mapToLong((segment) -> segment.statistics().messages())
				.sum());
	}

}
