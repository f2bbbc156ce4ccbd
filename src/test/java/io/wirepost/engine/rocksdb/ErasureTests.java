package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class ErasureTests {

	private static final DeviceId GONE = new DeviceId("gone");

	private static final String SECRET = "Zq7-a-secret-of-a-device-Xw3";

	@TempDir
	private Path directory;

	@Test
	void ridsTheDiskOfTheBytes() throws Exception {
		try (TestJournal journal = open()) {
			journal.append(TestMessages.message("gone", SECRET));
			journal.store().use((database) -> {
				database.flush();
				database.roll();
				return database;
			});
			DeviceMessage kept = journal.append(TestMessages.message("kept", "other"));
			journal.append(TestMessages.message("gone", SECRET));
			assertThat(isOnDisk()).isTrue();
			assertThat(journal.journal().erase(GONE)).isEqualTo(2);
			await().until(() -> !isOnDisk());
			assertThat(journal.readAll(MessageQuery.behind(null, 10))).containsExactly(kept);
		}
		try (TestJournal journal = open()) {
			assertThat(TestMessages.texts(journal.readAll(MessageQuery.behind(null, 10)))).containsExactly("other");
		}
	}

	@Test
	void goesThroughManySegmentsInSteps() throws Exception {
		try (TestJournal journal = open()) {
			int perSegment = Erasure.STEP + 10;
			for (int segment = 0; segment < 3; segment++) {
				append(journal, "gone", perSegment);
				append(journal, "kept", 10);
				journal.store().use((database) -> {
					database.roll();
					return database;
				});
			}
			assertThat(journal.journal().erase(GONE)).isEqualTo(3 * perSegment);
			assertThat(journal.readAll(MessageQuery.newestOf(GONE, 10))).isEmpty();
			assertThat(journal.readAll(MessageQuery.behind(null, 500))).hasSize(30);
			assertThat(journal.journal().erase(GONE)).isZero();
		}
	}

	@Test
	void doesNotHarmTheStoreWhenRetentionDropsASegmentMeanwhile() throws Exception {
		try (TestJournal journal = open()) {
			DeviceMessage message = journal.append(TestMessages.message("gone", "1"));
			DeviceMessage later = journal.store().use((database) -> {
				database.roll();
				Segment segment = database.segments().get(0);
				assertThat(segment.retain()).isTrue();
				database.drop(segment);
				try (WriteBatch batch = new WriteBatch()) {
					batch.delete(segment.messages(), Keys.ofMessage(message.requiredId().value()));
					database.writeWhereThere(batch);
				}
				segment.release();
				return journal.append(TestMessages.message("gone", "2"));
			});
			assertThat(journal.readAll(MessageQuery.behind(null, 10))).containsExactly(later);
			assertThat(journal.journal().erase(GONE)).isEqualTo(1);
		}
	}

	@Test
	void canBeAskedForAgainAfterTheStoreFailed() throws Exception {
		try (TestJournal journal = open()) {
			append(journal, "gone", 10);
			journal.store().reopen();
			assertThat(journal.journal().erase(GONE)).isEqualTo(10);
			append(journal, "gone", 10);
			journal.store().close();
			assertThatExceptionOfType(JournalUnavailableException.class)
				.isThrownBy(() -> journal.journal().erase(GONE));
		}
		try (TestJournal journal = open()) {
			assertThat(journal.journal().erase(GONE)).isEqualTo(10);
		}
	}

	private TestJournal open() throws Exception {
		return TestJournal.open(this.directory, TestMessages.settings(65536), Clock.systemUTC());
	}

	private static void append(TestJournal journal, String device, int count) {
		List<CompletableFuture<DeviceMessage>> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			all.add(journal.journal().append(TestMessages.message(device, "message " + i)));
		}
		all.forEach(CompletableFuture::join);
	}

	private boolean isOnDisk() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.anyMatch(ErasureTests::hasSecret);
		}
	}

	private static boolean hasSecret(Path file) {
		try {
			return Files.isRegularFile(file)
					&& new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET);
		}
		catch (NoSuchFileException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
