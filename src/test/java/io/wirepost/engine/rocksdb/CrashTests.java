package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import io.wirepost.delivery.DeliveryQuery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(120)
class CrashTests {

	private static final int ID_LENGTH = 36;

	@TempDir
	private Path directory;

	@Test
	void losesNothingAcknowledgedWhenTheProcessIsKilled() throws Exception {
		List<MessageId> acknowledged = new ArrayList<>();
		for (int cycle = 0; cycle < 3; cycle++) {
			try (AppendingProcess process = AppendingProcess.start(this.directory)) {
				readIds(process, 1000 + 1711 * cycle, acknowledged);
				process.kill();
				readIds(process, Integer.MAX_VALUE, acknowledged);
			}
		}
		assertThat(acknowledged).hasSizeGreaterThan(8000).isSorted();
		try (TestJournal journal = TestJournal.open(this.directory, TestMessages.settings(1000), Clock.systemUTC())) {
			List<DeviceMessage> kept = journal.readAll(MessageQuery.behind(null, 500));
			assertThat(kept).extracting(DeviceMessage::requiredId).isSorted().containsAll(acknowledged);
			assertThat(journal.readAll(MessageQuery.newestOf(new DeviceId("a"), 500))).hasSameSizeAs(kept);
			assertThat(deliveries(journal)).as("each message with its delivery, and no delivery without its message")
				.isEqualTo(kept.stream().map((message) -> message.requiredId().value()).toList());
			assertThat(journal.append(TestMessages.message("a", "next")).requiredId())
				.isGreaterThan(kept.get(kept.size() - 1).requiredId());
		}
	}

	@Test
	void refusesADirectoryThatAnotherProcessUses() throws Exception {
		try (AppendingProcess process = AppendingProcess.start(this.directory)) {
			assertThat(process.readLine()).isNotNull();
			assertThatExceptionOfType(DataDirectoryException.class)
				.isThrownBy(() -> RocksDbStore.open(this.directory, StoreSizes.of(0)))
				.withMessage("The data directory '%s' is in use by another process",
						this.directory.toRealPath().toString())
				.satisfies((ex) -> assertThat(ex.action())
					.isEqualTo("Stop the other process, or set wirepost.data to another directory."));
		}
	}

	/** The ids of all deliveries, the oldest first. */
	private static List<UUID> deliveries(TestJournal journal) {
		List<UUID> ids = new ArrayList<>();
		UUID before = null;
		do {
			DeliveryStore.StoredDeliveries page = journal.deliveries()
				.list(new DeliveryQuery(null, null, null, before, 500));
			page.items().forEach((delivery) -> ids.add(delivery.id()));
			before = page.next();
		}
		while (before != null);
		Collections.reverse(ids);
		return ids;
	}

	private static void readIds(AppendingProcess process, int limit, List<MessageId> ids) throws Exception {
		for (int i = 0; i < limit; i++) {
			String line = process.readLine();
			if (line == null || line.length() < ID_LENGTH) {
				// Killed, perhaps in the middle of a line.
				return;
			}
			ids.add(MessageId.parse(line));
		}
	}

}
