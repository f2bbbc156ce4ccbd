package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.Ownership;
import io.wirepost.connection.Connection;
import io.wirepost.connection.DuplicatePolicy;
import io.wirepost.delivery.reply.AwaitedReplies;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.framing.Framing;
import io.wirepost.framing.Framings;
import io.wirepost.journal.Change;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.protocol.ReceivedFrame;
import io.wirepost.settings.Settings;
import io.wirepost.transport.CloseReason;
import io.wirepost.transport.Traffic;
import io.wirepost.transport.WriteFailedException;
import io.wirepost.transport.WriteListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** No delivery waits for the journal without a bound. */
class QueueRunnerTests {

	private final Timers timers = new Timers(new SimpleMeterRegistry());

	private final DeliveryWriter records = new KeepsNothing().writer();

	private final Connection connection = new Unkept();

	private final AwaitedReplies replies = new AwaitedReplies();

	private final QueueRunner runner = runner(this.records, false);

	@AfterEach
	void stop() throws InterruptedException {
		this.records.destroy();
		this.timers.destroy();
	}

	private PendingDelivery submit(@Nullable Duration awaitReply) {
		return submit(this.runner, this.connection, awaitReply, false);
	}

	private static PendingDelivery submit(QueueRunner runner, Connection connection, @Nullable Duration awaitReply,
			boolean patient) {
		PendingDelivery one = delivery(connection, awaitReply, patient);
		assertThat(runner.post(new DeliveryEvent.Submitted(one))).isTrue();
		return one;
	}

	private static PendingDelivery delivery(Connection connection, @Nullable Duration awaitReply, boolean patient) {
		Outgoing outgoing = new Outgoing(Payload.copyOf(new byte[] { 'x' }), null);
		Routes.Route route = new Routes.Route(connection, ReplyPolicy.DEFAULT);
		return new PendingDelivery(
				new DeliveryTerms(UUID.randomUUID(), new DeviceId("d"), awaitReply, null, Instant.EPOCH,
						patient ? Instant.MAX : null, System.nanoTime() + TimeUnit.HOURS.toNanos(1), null, null),
				patient, new Receipt(null, outgoing, () -> CompletableFuture.completedFuture(route)));
	}

	private QueueRunner runner(DeliveryWriter writer, boolean dialled) {
		return new QueueRunner(this.timers, writer, this.replies,
				new QueueSharing((Ownership) null, SharedQueueStore.NONE, OwnerStore.NONE), () -> dialled, () -> {
				});
	}

	private static List<PendingDelivery> takeBackAll(QueueRunner runner) {
		CompletableFuture<List<PendingDelivery>> taken = new CompletableFuture<>();
		runner.post(new DeliveryEvent.TakeBackAll(taken));
		return taken.join();
	}

	private static void isToldThatItIsNotKept(PendingDelivery one) {
		assertThatThrownBy(() -> one.receipt.told.get(1, TimeUnit.MINUTES))
			.hasCauseInstanceOf(DeliveryNotKeptException.class);
	}

	@Test
	void aCallerWhoseMessageTheJournalDoesNotKeepIsTold() {
		isToldThatItIsNotKept(submit(null));
	}

	@Test
	void aCallerWhoseAnswerTheJournalDoesNotKeepIsTold() {
		PendingDelivery one = submit(Duration.ofMinutes(5));
		var claim = this.replies.claim(this.connection, new DeviceId("d"), frame());
		assertThat(claim).isNotNull();
		claim.appended();
		isToldThatItIsNotKept(one);
	}

	@Test
	void aCallerWhoseAnswerDoesNotComeIsToldWhileNothingCanBeKept() throws InterruptedException {
		DeliveryWriter stuck = new KeepsNothing() {

			@Override
			Outcome write(Change change) {
				throw new JournalUnavailableException("The disk is full");
			}

		}.writer();
		try {
			isToldThatItIsNotKept(submit(runner(stuck, false), this.connection, Duration.ofMillis(10), false));
		}
		finally {
			stuck.destroy();
		}
	}

	@Test
	void aDeviceThatHangsUpOnEveryDialIsNotDialledAgainAtOnce() throws InterruptedException {
		DeliveryWriter keeping = new KeepsNothing() {

			@Override
			public Optional<Outgoing> outgoing(UUID id) {
				return Optional.of(new Outgoing(Payload.copyOf(new byte[] { 'x' }), null));
			}

		}.writer();
		QueueRunner dialled = runner(keeping, true);
		CountDownLatch sends = new CountDownLatch(2);
		long began = System.nanoTime();
		submit(dialled, new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, WriteListener listener) {
				sends.countDown();
				listener.failed(new WriteFailedException(WriteFailedException.Reason.NOT_WRITTEN, "Gone"));
			}

		}, null, true);
		assertThat(sends.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
		takeBackAll(dialled);
		keeping.destroy();
	}

	@Test
	void aSenderIsToldThatTheDeviceDoesNotReadRatherThanThatItIsAway() {
		Connection full = new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, WriteListener listener) {
				listener.failed(new WriteFailedException(WriteFailedException.Reason.BUFFER_FULL, "Full"));
			}

		};
		assertThat(submit(this.runner, full, null, true).receipt.told.join().status())
			.isEqualTo(Delivery.Status.QUEUED);
		assertThatThrownBy(() -> submit(this.runner, full, null, false).receipt.told.get(1, TimeUnit.MINUTES))
			.hasCauseInstanceOf(QueueFullException.class);
	}

	@Test
	void whatIsTakenBackWhileItIsBeingSentDoesNotWaitAgain() {
		CompletableFuture<List<PendingDelivery>> taken = new CompletableFuture<>();
		PendingDelivery one = submit(this.runner, new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, WriteListener listener) {
				QueueRunnerTests.this.runner.post(new DeliveryEvent.TakeBackAll(taken));
				listener.failed(new WriteFailedException(WriteFailedException.Reason.NOT_WRITTEN, "Gone"));
			}

		}, null, true);
		assertThat(one.receipt.end.orTimeout(1, TimeUnit.MINUTES).join().status()).isEqualTo(Delivery.Status.CANCELLED);
		assertThat(taken.join()).isEmpty();
	}

	@Test
	void nobodyIsToldOfARefusalWhoseMessageWasSent() {
		ExecutorService senders = Executors.newFixedThreadPool(8);
		try {
			for (int round = 0; round < 3_000; round++) {
				QueueRunner one = runner(this.records, false);
				List<PendingDelivery> all = IntStream.range(0, 8)
					.mapToObj((i) -> delivery(this.connection, null, false))
					.toList();
				all.stream()
					.map((each) -> CompletableFuture.runAsync(() -> one.post(new DeliveryEvent.Submitted(each)),
							senders))
					.toList()
					.forEach(CompletableFuture::join);
				assertThat(all).noneMatch((each) -> each.receipt.end.isDone());
				all.forEach((each) -> each.receipt.keptInTime());
			}
		}
		finally {
			senders.shutdownNow();
		}
	}

	@Test
	void oneThatMissesItsTurnWhileItIsReadyKeepsItsBytes() {
		List<Payload> sent = new CopyOnWriteArrayList<>();
		Connection silent = new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, WriteListener listener) {
				sent.add(payload);
				listener.written(Instant.EPOCH);
			}

		};
		submit(this.runner, silent, Duration.ofMinutes(5), false);
		PendingDelivery next = submit(this.runner, silent, null, true);
		this.runner.post(new DeliveryEvent.Due(DeliveryTimer.TURN, next));
		assertThat(next.receipt.told.join().status()).isEqualTo(Delivery.Status.QUEUED);
		assertThat(sent).hasSize(1);
		this.replies.claim(silent, new DeviceId("d"), frame()).appended();
		await().until(() -> sent.size() == 2);
	}

	@Test
	void aCallerIsToldWhileTheStoreCannotRecordThatTheMessageIsBeingSent() throws InterruptedException {
		CountDownLatch recovered = new CountDownLatch(1);
		DeliveryWriter stuck = new KeepsNothing() {

			@Override
			public Outcome write(Change change) {
				await().until(() -> recovered.getCount() == 0);
				return super.write(change);
			}

		}.writer();
		try {
			PendingDelivery one = submit(runner(stuck, false), this.connection, null, true);
			assertThatThrownBy(() -> one.receipt.told.get(1, TimeUnit.MINUTES))
				.hasCauseInstanceOf(JournalUnavailableException.class);
		}
		finally {
			recovered.countDown();
			stuck.destroy();
		}
	}

	@Test
	void everyDeliveryEndsWhileQueuesComeAndGo() {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		Map<Integer, QueueRunner> byTarget = new ConcurrentHashMap<>();
		Connection keeping = new Unkept() {

			@Override
			public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, WriteListener listener) {
				threads.execute(() -> {
					listener.written(Instant.EPOCH);
					threads.execute(() -> listener.kept(kept(deliveryId)));
				});
			}

		};
		try {
			List<CompletableFuture<Delivery>> all = IntStream.range(0, 20_000)
				.mapToObj((i) -> delivery(keeping, null, false))
				.map((one) -> CompletableFuture.runAsync(() -> {
					int target = (int) (one.id().getLeastSignificantBits() & 3);
					while (!byTarget.computeIfAbsent(target, (key) -> runner(byTarget, key))
						.post(new DeliveryEvent.Submitted(one))) {
						Thread.onSpinWait();
					}
				}, threads).thenCompose((nothing) -> one.receipt.end))
				.toList();
			all.forEach((end) -> end.handle((delivery, failure) -> (failure == null) ? delivery.status() : failure)
				.orTimeout(1, TimeUnit.MINUTES)
				.join());
			await().until(byTarget::isEmpty);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private QueueRunner runner(Map<Integer, QueueRunner> byTarget, Integer key) {
		QueueRunner[] self = new QueueRunner[1];
		self[0] = new QueueRunner(this.timers, this.records, this.replies,
				new QueueSharing((Ownership) null, SharedQueueStore.NONE, OwnerStore.NONE), () -> false,
				() -> byTarget.remove(key, self[0]));
		return self[0];
	}

	private static DeviceMessage kept(UUID deliveryId) {
		return new DeviceMessage(new MessageId(UuidCreator.getTimeOrderedEpoch()), new DeviceId("d"),
				Direction.OUTBOUND, null, UUID.randomUUID(), "127.0.0.1:1", Instant.EPOCH, StandardCharsets.UTF_8,
				Payload.copyOf(new byte[1]), deliveryId);
	}

	/** A connection whose bytes leave, while the journal keeps nothing. */
	private static class Unkept implements Connection {

		private final UUID id = UUID.randomUUID();

		@Override
		public void send(@Nullable DeviceId device, Payload payload, UUID deliveryId, WriteListener listener) {
			listener.written(Instant.EPOCH);
		}

		@Override
		public UUID id() {
			return this.id;
		}

		@Override
		public @Nullable DeviceId device() {
			return null;
		}

		@Override
		public @Nullable String listener() {
			return "default";
		}

		@Override
		public @Nullable String endpoint() {
			return null;
		}

		@Override
		public String remoteAddress() {
			return "127.0.0.1:1";
		}

		@Override
		public Charset charset() {
			return StandardCharsets.UTF_8;
		}

		@Override
		public Framing framing() {
			return Framings.of(Settings.NONE);
		}

		@Override
		public Settings reply() {
			return Settings.NONE;
		}

		@Override
		public void leave() {
			// Nothing to leave.
		}

		@Override
		public boolean isLeaving() {
			return false;
		}

		@Override
		public DuplicatePolicy duplicate() {
			return DuplicatePolicy.REPLACE_OLD;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public Future<?> after(Duration delay, Runnable task) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletableFuture<Void> ready() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void close() {
		}

		@Override
		public void closeBecause(CloseReason reason, String sentence) {
		}

		@Override
		public CompletableFuture<Void> gone() {
			return new CompletableFuture<>();
		}

		@Override
		public Traffic traffic() {
			return new Traffic(Instant.EPOCH, null, null, 0, 0, 0, 0, 0, null, null);
		}

	}

	private static ReceivedFrame frame() {
		return new ReceivedFrame(Payload.copyOf(new byte[] { 'y' }), true, StandardCharsets.UTF_8, null, Instant.EPOCH,
				1, 1);
	}

}
