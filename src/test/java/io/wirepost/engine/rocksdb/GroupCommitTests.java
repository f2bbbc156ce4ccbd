package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.device.DeviceStore;
import io.wirepost.journal.Change;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageQuery;
import io.wirepost.journal.Subscription;
import io.wirepost.journal.TestMessages;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is written together. */
@Timeout(60)
class GroupCommitTests {

	@TempDir
	private Path directory;

	private TestJournal journal;

	@BeforeEach
	void open() throws Exception {
		this.journal = TestJournal.open(this.directory, TestMessages.settings(1000), Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.journal.close();
	}

	private static StoredDelivery delivery(int number) {
		UUID first = MessageId.firstOf(TestMessages.TIME.toEpochMilli()).value();
		return new StoredDelivery(new UUID(first.getMostSignificantBits(), first.getLeastSignificantBits() + number),
				new DeviceId("a"), Delivery.Status.QUEUED, false, TestMessages.TIME, null, null, null, null, null, null,
				null);
	}

	private static DeliveryStore.Change add(int number) {
		return new DeliveryStore.Change.Add(delivery(number), null, null);
	}

	/** Keeps the commit thread busy until something that is submitted meanwhile waits. */
	private void together(Runnable submit) throws InterruptedException {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch submitted = new CountDownLatch(1);
		Subscription held = this.journal.journal().onAppended(() -> {
			busy.countDown();
			try {
				submitted.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.journal.journal().append(TestMessages.message("a", "first"));
		assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
		submit.run();
		submitted.countDown();
		held.close();
	}

	@Test
	void messagesDeliveriesAndDevicesThatWaitTogetherCostOneSync() throws Exception {
		CompletableFuture<?>[] all = new CompletableFuture<?>[5];
		double[] before = new double[1];
		together(() -> {
			before[0] = this.journal.count("wirepost.journal.batches");
			all[0] = this.journal.journal().append(TestMessages.message("a", "second"));
			all[1] = this.journal.journal().commit().write(List.of(add(1)));
			all[2] = this.journal.journal()
				.commit()
				.write(List.of(new DeviceStore.Change.Seen(new DeviceId("a"), true, TestMessages.TIME, null, "UTF-8")));
			all[3] = this.journal.journal().append(TestMessages.message("a", "third"));
			all[4] = this.journal.journal().commit().write(List.of(add(2)));
		});
		CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
		assertThat(this.journal.count("wirepost.journal.batches") - before[0]).isEqualTo(1);
		assertThat(TestMessages.texts(this.journal.readAll(MessageQuery.behind(null, 10)))).containsExactly("first",
				"second", "third");
		assertThat(this.journal.deliveries().find(delivery(1).id())).isPresent();
		assertThat(this.journal.deliveries().find(delivery(2).id())).isPresent();
		assertThat(this.journal.devices().count()).isEqualTo(1);
	}

	@Test
	void whatIsWrittenAlongsideAMessageNamesItAndCostsNoSyncOfItsOwn() throws Exception {
		DeviceMessage kept = this.journal.journal()
			.append(TestMessages.message("a", "hello"), AppendingProcess::delivery)
			.get(30, TimeUnit.SECONDS);
		assertThat(this.journal.count("wirepost.journal.batches")).isEqualTo(1);
		assertThat(this.journal.deliveries().find(kept.requiredId().value()).orElseThrow().messageId())
			.isEqualTo(kept.id());
	}

	@Test
	void aChangeThatCannotBeWrittenCostsTheOthersNothing() throws Exception {
		CompletableFuture<?>[] all = new CompletableFuture<?>[4];
		together(() -> {
			all[0] = this.journal.journal().append(TestMessages.message("a", "second"));
			all[1] = this.journal.journal()
				.commit()
				.write(List.of(new DeliveryStore.Change.Add(delivery(1), null, new UsedKey("k", "f", delivery(1).id())),
						new Change() {
						}));
			all[2] = this.journal.journal().commit().write(List.of(add(2)));
			all[3] = this.journal.journal().append(TestMessages.message("a", "third"), (message) -> {
				throw new IllegalStateException("for the test");
			});
		});
		assertThatThrownBy(() -> all[1].get(30, TimeUnit.SECONDS))
			.hasCauseInstanceOf(JournalUnavailableException.class);
		all[0].get(30, TimeUnit.SECONDS);
		all[2].get(30, TimeUnit.SECONDS);
		all[3].get(30, TimeUnit.SECONDS);
		assertThat(this.journal.readAll(MessageQuery.behind(null, 10))).hasSize(3);
		assertThat(this.journal.deliveries().find(delivery(1).id())).as("all of a submission or none").isEmpty();
		assertThat(this.journal.deliveries().findKey("k")).isEmpty();
		assertThat(this.journal.deliveries().keys()).isZero();
		assertThat(this.journal.deliveries().find(delivery(2).id())).isPresent();
		assertThat(this.journal.journal().state().writable()).isTrue();
	}

}
