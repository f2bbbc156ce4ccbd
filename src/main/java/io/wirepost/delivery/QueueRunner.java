package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Conversation;
import io.wirepost.delivery.reply.AwaitedReplies;
import io.wirepost.delivery.reply.AwaitingDelivery;
import io.wirepost.forward.Progress;
import io.wirepost.journal.Change;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.TraceParent;
import io.wirepost.transport.CloseReason;
import io.wirepost.transport.WriteFailedException;
import io.wirepost.transport.WriteListener;
import io.wirepost.delivery.failure.DeliveryNotKeptException;
import io.wirepost.delivery.failure.DeviceNotConnectedException;
import io.wirepost.delivery.failure.QueueFullException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one device's {@link DeviceQueue}: one event after the other, each on the thread
 * that brings it, or on the one that is at work here already; and performs its effects.
 * So at most one thread is in the queue at a time, and nobody waits for another. Safe for
 * all threads; nothing blocks.
 */
final class QueueRunner {

	private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);

	/** How long a caller waits for the journal to keep what was written, or answered. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	/** Far below zero, so that whoever still comes stays below it. */
	private static final int CLOSED = Integer.MIN_VALUE / 2;

	private final DeviceQueue queue;

	private final Queue<DeliveryEvent> events = new ConcurrentLinkedQueue<>();

	/**
	 * Events that are not done yet. Whoever adds the first one is at work from then on.
	 */
	private final AtomicInteger undone = new AtomicInteger();

	private final Timers timers;

	private final DeliveryWriter records;

	private final AwaitedReplies replies;

	private final QueueSharing sharing;

	private final BooleanSupplier dialled;

	private final Runnable emptied;

	private @Nullable Future<?> lookAgain;

	/**
	 * @param dialled whether the device has to be dialled, so that it never comes by
	 * itself
	 * @param emptied called once, when nothing is left to do here
	 */
	QueueRunner(Timers timers, DeliveryWriter records, AwaitedReplies replies, QueueSharing sharing,
			BooleanSupplier dialled, Runnable emptied) {
		this.queue = new DeviceQueue(sharing.handsBack());
		this.sharing = sharing;
		this.timers = timers;
		this.records = records;
		this.replies = replies;
		this.dialled = dialled;
		this.emptied = emptied;
	}

	/**
	 * Tells the queue of an event.
	 * @return false if nothing was left to do here meanwhile, and a new runner is needed
	 */
	boolean post(DeliveryEvent event) {
		this.events.add(event);
		int before = this.undone.getAndIncrement();
		if (before == 0) {
			run();
		}
		return before >= 0;
	}

	private void run() {
		do {
			handle(this.events.remove());
			if (this.queue.isIdle() && this.undone.compareAndSet(1, CLOSED)) {
				if (this.lookAgain != null) {
					this.lookAgain.cancel(false);
				}
				this.emptied.run();
				return;
			}
		}
		while (this.undone.decrementAndGet() > 0);
	}

	/** A fault must not end the loop: nobody else would go on with it. */
	private void handle(DeliveryEvent event) {
		try {
			for (DeliveryEffect effect : this.queue.on(event, System.nanoTime())) {
				effect.performBy(this);
			}
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			LOG.error("An event of a delivery could not be handled: {}", event.getClass().getSimpleName(), ex);
		}
	}

	// What the queue wants done.

	void prepare(PendingDelivery one) {
		Preparation.of(one, this.records).whenComplete((prepared, failure) -> {
			if (failure != null) {
				post(new DeliveryEvent.NotReady(one, Preparation.why(failure), this.dialled.getAsBoolean()));
				return;
			}
			one.receipt.connection = prepared.connection();
			one.receipt.payload = prepared.payload();
			one.receipt.policy = prepared.policy();
			post(new DeliveryEvent.Ready(one, prepared.connection().id(), prepared.policy(), prepared.reply()));
		});
	}

	void begin(PendingDelivery one) {
		if (!isUsable(one)) {
			post(new DeliveryEvent.Stale(one));
			return;
		}
		Future<?> tooLong = this.timers.after(KEEP, () -> one.receipt.told.completeExceptionally(
				new JournalUnavailableException("It could not be stored yet; Wirepost keeps trying")));
		this.records.write(new DeliveryStore.Change.Update(one.stored(Delivery.Status.QUEUED, null)))
			.whenComplete((nothing, failure) -> {
				tooLong.cancel(false);
				post((failure == null) ? new DeliveryEvent.Begun(one)
						: new DeliveryEvent.Refused(one, Preparation.why(failure)));
			});
	}

	/** Whether its connection is open, and nobody else may have its device. */
	private boolean isUsable(PendingDelivery one) {
		return connection(one).isOpen() && this.sharing.mayWrite(one.terms.device(), connection(one));
	}

	void send(PendingDelivery one) {
		Connection connection = connection(one);
		if (!one.recorded && !isUsable(one)) {
			post(new DeliveryEvent.Stale(one));
			return;
		}
		if (one.recorded && !this.sharing.mayWrite(one.terms.device(), connection)) {
			post(new DeliveryEvent.Unsent(one, new DeviceNotConnectedException("connection-closed",
					"The device has a newer connection, at another replica"), false));
			return;
		}
		try {
			connection.send(one.terms.device(), Objects.requireNonNull(one.receipt.payload), one.id(),
					new Sending(one, connection));
		}
		catch (RuntimeException ex) {
			// The framing refuses it: nothing was written.
			post(new DeliveryEvent.Refused(one, ex));
		}
	}

	private static Connection connection(PendingDelivery one) {
		return Objects.requireNonNull(one.receipt.connection);
	}

	void converse(PendingDelivery one) {
		if (!isUsable(one)) {
			post(new DeliveryEvent.Stale(one));
			return;
		}
		this.replies.begin(connection(one), Objects.requireNonNull(one.receipt.policy),
				Objects.requireNonNull(one.receipt.exchange), (how) -> post(new DeliveryEvent.Conversed(one,
						how == Conversation.End.NOT_MET || how == Conversation.End.TOO_LONG)));
	}

	void requeue(PendingDelivery one) {
		this.records.write(new DeliveryStore.Change.Update(one.stored(Delivery.Status.QUEUED, null)));
	}

	void park(PendingDelivery one) {
		if (one.stage == PendingDelivery.Stage.WAITING) {
			// The store has the bytes. One that is ready, or being sent by now, needs
			// them.
			one.receipt.forgetBytes();
		}
		one.receipt.told.complete(one.view());
	}

	void handBack(PendingDelivery one) {
		DeviceId device = Objects.requireNonNull(one.terms.device());
		this.records.free(one.stored(Delivery.Status.QUEUED, null)).whenComplete((nothing, failure) -> {
			// Not before: whoever is told may cancel it at another replica at once.
			one.receipt.told.complete(one.view());
			// It goes on elsewhere, so this is no end of it.
			one.receipt.end.cancel(false);
			if (failure == null) {
				this.sharing.freed(device);
			}
		});
	}

	void keepInTime(PendingDelivery one) {
		one.receipt
			.keepInTime(() -> this.timers.after(KEEP,
					() -> one.receipt.told.completeExceptionally((one.progress().writtenAt() != null)
							? new DeliveryNotKeptException(one.id())
							: new JournalUnavailableException("What became of the message could not be kept so far"))));
	}

	void replyIsLate(PendingDelivery one) {
		if (one.expectation() != null) {
			this.replies.late(connection(one), one.terms.device(), one.expectation(), one.id());
		}
	}

	void replyIsComplete(PendingDelivery one) {
		if (one.expectation() != null) {
			this.replies.complete(connection(one), one.terms.device(), one.expectation(), one.id());
		}
	}

	void closeConnection(PendingDelivery one) {
		connection(one).closeBecause(CloseReason.REPLY_TIMEOUT, "a reply did not come in time");
	}

	void end(PendingDelivery one, Delivery.Status status, @Nullable String failure) {
		Receipt receipt = one.receipt;
		Delivery delivery = one.as(status, failure);
		if (one.isExchange() || !receipt.isRecordedBy(Receipt.EndWriter.QUEUE)) {
			// One batch has it and the message that ended it; an exchange has no record.
			receipt.keptInTime();
			receipt.end.complete(delivery);
			return;
		}
		this.records.write(ended(one, one.stored(status, failure))).whenComplete((outcome, unwritten) -> {
			receipt.keptInTime();
			receipt.end.complete(delivery);
		});
	}

	private static DeliveryStore.Change ended(PendingDelivery one, StoredDelivery record) {
		return one.recorded ? new DeliveryStore.Change.Update(record)
				: new DeliveryStore.Change.Add(record, null, null);
	}

	/** What is kept of a delivery in one batch with the message that ends it. */
	private static List<DeliveryStore.Change> endWith(PendingDelivery one, Delivery.Status status,
			@Nullable DeviceMessage reply) {
		DeviceMessage outbound = one.receipt.outbound();
		if (outbound == null || !one.receipt.isRecordedBy(Receipt.EndWriter.JOURNAL)) {
			return List.of();
		}
		return List.of(ended(one, one.stored(status, outbound, reply)));
	}

	void refuse(PendingDelivery one, RuntimeException why) {
		Receipt receipt = one.receipt;
		if (!one.recorded) {
			receipt.end.completeExceptionally(why);
			return;
		}
		Future<?> tooLong = this.timers.after(KEEP, () -> receipt.told.completeExceptionally(why));
		this.records.write(new DeliveryStore.Change.Remove(one.stored(Delivery.Status.QUEUED, null)))
			.whenComplete((nothing, unwritten) -> {
				tooLong.cancel(false);
				receipt.end.completeExceptionally(why);
			});
	}

	void giveUp(PendingDelivery one, String why) {
		one.receipt.keptInTime();
		one.receipt.end.completeExceptionally(new JournalUnavailableException(why));
	}

	void start(DeliveryTimer timer, PendingDelivery one, Duration after) {
		one.receipt.start(timer, this.timers.after(after, () -> post(new DeliveryEvent.Due(timer, one))));
	}

	void stop(DeliveryTimer timer, PendingDelivery one) {
		one.receipt.stop(timer);
	}

	void lookAgainAfter(Duration pause) {
		if (this.lookAgain != null) {
			this.lookAgain.cancel(false);
		}
		this.lookAgain = this.timers.after(pause, () -> post(new DeliveryEvent.LookAgain()));
	}

	/** Tells the queue what becomes of one delivery on its connection. */
	private final class Sending implements WriteListener, AwaitingDelivery {

		private final PendingDelivery one;

		private final Connection connection;

		private long writtenNanos;

		Sending(PendingDelivery one, Connection connection) {
			this.one = one;
			this.connection = connection;
		}

		@Override
		public UUID id() {
			return this.one.id();
		}

		@Override
		public boolean hold(int bytes) {
			return QueueRunner.this.replies.memory().hold(bytes, this.one.receipt.end);
		}

		@Override
		public @Nullable TraceParent trace() {
			return this.one.terms.trace();
		}

		@Override
		public void written(Instant at) {
			this.writtenNanos = System.nanoTime();
			if (this.one.awaitReply() != null && this.one.reply != null) {
				QueueRunner.this.replies.expect(this.connection, this.one.terms.device(), this.one.reply, this);
			}
			this.one.receipt.forgetBytes();
			post(new DeliveryEvent.Written(this.one, at));
		}

		@Override
		public List<DeliveryStore.Change> alongside(DeviceMessage message) {
			this.one.receipt.outbound(message);
			return (this.one.awaitReply() == null) ? endWith(this.one, Delivery.Status.WRITTEN, null) : List.of();
		}

		@Override
		public List<DeliveryStore.Change> alongsideAnswer(DeviceMessage reply) {
			// The end of a reply of several frames is recorded once all are durable.
			return (this.one.terms.replyEnd() == null) ? endWith(this.one, Delivery.Status.REPLIED, reply) : List.of();
		}

		@Override
		public void kept(DeviceMessage message) {
			post(new DeliveryEvent.Kept(this.one, message.id()));
		}

		@Override
		public void failed(WriteFailedException failure) {
			String detail = String.valueOf(failure.getMessage());
			boolean redialled = QueueRunner.this.dialled.getAsBoolean();
			post(switch (failure.reason()) {
				case BUFFER_FULL -> new DeliveryEvent.Unsent(this.one, new QueueFullException(detail), redialled);
				case NOT_WRITTEN -> new DeliveryEvent.Unsent(this.one,
						new DeviceNotConnectedException("connection-closed", detail), redialled);
				case CLOSED -> new DeliveryEvent.HalfSent(this.one, "connection-closed");
				case WRITE_TIMEOUT -> new DeliveryEvent.HalfSent(this.one, "write-timeout");
				case NOT_KEPT -> new DeliveryEvent.NotKept(this.one, detail);
			});
		}

		@Override
		public void answered(boolean late, Progress progress) {
			if (!late && progress == Progress.COMPLETE) {
				QueueRunner.this.timers.replied(System.nanoTime() - this.writtenNanos);
			}
			switch (progress) {
				case PARTIAL -> post(new DeliveryEvent.Collected(this.one));
				case COMPLETE -> post(new DeliveryEvent.Answered(this.one));
				case TOO_LONG -> post(new DeliveryEvent.AnsweredTooMuch(this.one));
			}
		}

		@Override
		public void answerKept(DeviceMessage reply) {
			post(new DeliveryEvent.AnswerKept(this.one, reply));
		}

	}

}
