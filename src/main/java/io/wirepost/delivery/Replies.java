package io.wirepost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ReplyClaims;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a lane waits for. After a timeout a request still counts for a while:
 * an answer that is only late is marked as what it is, and must not pass for the answer
 * to the next request. Called without the lane's lock, unless said otherwise.
 */
final class Replies {

	/** How long a late answer holds up the next request, at least. */
	private static final Duration SETTLE_LEAST = Duration.ofSeconds(2);

	/** How long a late answer holds up the next request, at most. */
	private static final Duration SETTLE_MOST = Duration.ofSeconds(5);

	/** How long an answer is known as late when nothing else was sent. */
	private static final Duration LATE = Duration.ofMinutes(1);

	private final AwaitedReplies awaited = new AwaitedReplies();

	private final Object lock;

	private final Timers timers;

	private final Outcomes outcomes;

	private final Runnable advance;

	/**
	 * @param lock the lane's, which guards its attempts
	 * @param advance called when another request may have its turn
	 */
	Replies(Object lock, Timers timers, Outcomes outcomes, Runnable advance) {
		this.lock = lock;
		this.timers = timers;
		this.outcomes = outcomes;
		this.advance = advance;
	}

	/** Whether no answer may come any more. Guarded by the lock. */
	boolean isEmpty() {
		return this.awaited.isEmpty();
	}

	/**
	 * Whether a request has to wait until another one's answer cannot pass for its.
	 * Guarded by the lock.
	 */
	boolean isHeld(@Nullable Expectation expectation) {
		return this.awaited.isHeld(expectation);
	}

	/** A request was written, and its answer is awaited. Guarded by the lock. */
	void await(Attempt attempt, Expectation expectation, Duration awaitReply) {
		attempt.stage = Attempt.Stage.AWAITING_REPLY;
		this.awaited.await(attempt, expectation);
		attempt.timer = this.timers.after(awaitReply, () -> timedOut(attempt, awaitReply));
	}

	private void timedOut(Attempt attempt, Duration waited) {
		synchronized (this.lock) {
			if (attempt.stage != Attempt.Stage.AWAITING_REPLY) {
				return;
			}
			Duration settle = settle(waited);
			attempt.heldUntil = System.nanoTime() + settle.toNanos();
			this.timers.after(settle, this.advance);
			attempt.timer = this.timers.after(LATE, () -> forget(attempt));
			this.awaited.tooLate(attempt);
		}
		this.outcomes.ended(attempt, Delivery.Status.REPLY_TIMEOUT, null);
		this.advance.run();
	}

	/** As long as the answer was awaited, within bounds. */
	private static Duration settle(Duration waited) {
		if (waited.compareTo(SETTLE_LEAST) < 0) {
			return SETTLE_LEAST;
		}
		return (waited.compareTo(SETTLE_MOST) < 0) ? waited : SETTLE_MOST;
	}

	private void forget(Attempt attempt) {
		synchronized (this.lock) {
			this.awaited.forget(attempt);
		}
		this.advance.run();
	}

	/**
	 * The delivery that a frame answers; null for none. Called on the connection's event
	 * loop.
	 */
	ReplyClaims.@Nullable Claim claim(Connection connection, Payload frame) {
		synchronized (this.lock) {
			Attempt attempt = this.awaited.answeredBy(frame, connection);
			if (attempt == null) {
				return null;
			}
			boolean late = attempt.stage == Attempt.Stage.LATE;
			this.awaited.forget(attempt);
			if (!late) {
				this.timers.replied(attempt);
				this.outcomes.keepInTime(attempt);
			}
			return new Answer(attempt, late);
		}
	}

	private void answered(Attempt attempt, DeviceMessage reply) {
		boolean kept;
		synchronized (this.lock) {
			attempt.reply = reply;
			kept = attempt.messageId != null;
		}
		if (kept) {
			this.outcomes.ended(attempt, Delivery.Status.REPLIED, null);
		}
	}

	/** Whether somebody waits for an answer on a connection. */
	boolean awaits(Connection connection) {
		synchronized (this.lock) {
			return this.awaited.on(connection)
				.stream()
				.anyMatch((attempt) -> attempt.stage == Attempt.Stage.AWAITING_REPLY);
		}
	}

	/** A connection has closed: whoever waits for an answer on it waits in vain. */
	void closed(Connection connection) {
		List<Attempt> inVain = new ArrayList<>();
		synchronized (this.lock) {
			for (Attempt attempt : this.awaited.on(connection)) {
				if (attempt.stage == Attempt.Stage.AWAITING_REPLY) {
					inVain.add(attempt);
				}
				this.awaited.forget(attempt);
			}
		}
		inVain.forEach((attempt) -> this.outcomes.ended(attempt, Delivery.Status.REPLY_TIMEOUT, "connection-closed"));
		this.advance.run();
	}

	/** A frame that answers a delivery. */
	private final class Answer implements ReplyClaims.Claim {

		private final Attempt attempt;

		private final boolean late;

		Answer(Attempt attempt, boolean late) {
			this.attempt = attempt;
			this.late = late;
		}

		@Override
		public UUID deliveryId() {
			return this.attempt.id;
		}

		@Override
		public void appended() {
			Replies.this.advance.run();
		}

		@Override
		public List<DeliveryStore.Change> alongside(DeviceMessage reply) {
			return this.late ? List.of() : Replies.this.outcomes.endWith(this.attempt, Delivery.Status.REPLIED, reply);
		}

		@Override
		public void durable(DeviceMessage reply) {
			if (!this.late) {
				answered(this.attempt, reply);
			}
		}

	}

}
