package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.wirepost.connection.Connection;
import io.wirepost.connection.DialFailedException;
import io.wirepost.connection.ReplyClaims;
import io.wirepost.connection.Transmission;
import io.wirepost.connection.TransmissionException;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one device, in order. With {@code match: next} a delivery that awaits
 * a reply holds the lane until the reply came. After a timeout it still holds it for a
 * while: an answer that is only late must not pass for the answer to the next request.
 * <p>
 * Safe for all threads; nothing blocks. What callers are told, they are told outside the
 * lock.
 */
final class Lane {

	/** The most deliveries that wait for one device. */
	static final int MOST = 1_000;

	/** How long a late answer holds up the next request, at least. */
	private static final Duration SETTLE_LEAST = Duration.ofSeconds(2);

	/** How long a late answer holds up the next request, at most. */
	private static final Duration SETTLE_MOST = Duration.ofSeconds(5);

	/** How long a caller waits for the journal to keep what was written, or answered. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	/** How long a connection may take to be found or dialled. */
	private static final Duration ROUTE = Duration.ofMinutes(2);

	/** How long an answer is known as late when nothing else was sent. */
	private static final Duration LATE = Duration.ofMinutes(1);

	/** How long a delivery waits for its turn, at least. */
	private static final Duration TURN = Duration.ofSeconds(10);

	private final Timers timers;

	private final Runnable emptied;

	private final Deque<Attempt> waiting = new ArrayDeque<>();

	private final AtomicInteger advances = new AtomicInteger();

	private @Nullable Attempt current;

	private long heldUntil;

	private boolean closed;

	/**
	 * @param emptied called when nothing is left to do here
	 */
	Lane(Timers timers, Runnable emptied) {
		this.timers = timers;
		this.emptied = emptied;
	}

	/**
	 * Takes a delivery to the end of the lane.
	 * @return false if the lane has ended meanwhile, and a new one is needed
	 * @throws QueueFullException if too many wait already
	 */
	boolean submit(Attempt attempt) {
		synchronized (this) {
			if (this.closed) {
				return false;
			}
			if (this.waiting.size() >= MOST) {
				throw new QueueFullException(
						"%d messages wait for this device already; try again later".formatted(this.waiting.size()));
			}
			this.waiting.add(attempt);
			if (this.current != null) {
				Duration turn = (attempt.awaitReply != null && attempt.awaitReply.compareTo(TURN) > 0)
						? attempt.awaitReply : TURN;
				attempt.timer = this.timers.after(turn, () -> missedTurn(attempt, turn));
			}
		}
		advance();
		return true;
	}

	private void missedTurn(Attempt attempt, Duration turn) {
		synchronized (this) {
			if (!this.waiting.remove(attempt)) {
				return;
			}
			attempt.stage = Attempt.Stage.DONE;
		}
		attempt.outcome.completeExceptionally(new QueueFullException(
				"The device was busy with earlier messages for %d s; nothing was written".formatted(turn.toSeconds())));
	}

	/** Gives the next deliveries their turns, as far as the lane is free. */
	private void advance() {
		// Whoever comes while somebody is at it only leaves word: no recursion, no second
		// sender.
		if (this.advances.getAndIncrement() == 0) {
			do {
				advanceOnce();
			}
			while (this.advances.decrementAndGet() > 0);
		}
	}

	private void advanceOnce() {
		Attempt next;
		synchronized (this) {
			if (this.closed || (this.current != null && !isHeldNoLonger(this.current))) {
				return;
			}
			if (this.current != null) {
				this.current.stage = Attempt.Stage.DONE;
				this.current.cancelTimer();
			}
			next = this.waiting.poll();
			this.current = next;
			if (next == null) {
				this.closed = true;
			}
			else {
				next.cancelTimer();
				next.stage = Attempt.Stage.SENDING;
			}
		}
		if (next == null) {
			this.emptied.run();
		}
		else {
			connect(next);
		}
	}

	/**
	 * Whether a delivery whose answer may still come has held the lane for long enough.
	 */
	private boolean isHeldNoLonger(Attempt attempt) {
		return attempt.stage == Attempt.Stage.DONE || (attempt.stage == Attempt.Stage.LATE && !this.waiting.isEmpty()
				&& System.nanoTime() - this.heldUntil >= 0);
	}

	private void connect(Attempt attempt) {
		attempt.route.get()
			.copy()
			.orTimeout(ROUTE.toSeconds(), TimeUnit.SECONDS)
			.whenComplete((connection, failure) -> {
				if (failure != null) {
					failed(attempt, notConnected(failure));
				}
				else {
					send(attempt, connection);
				}
			});
	}

	private static RuntimeException notConnected(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof TimeoutException) {
			return new DeviceNotConnectedException("dial-timeout",
					"No connection to the device came about within %d s".formatted(ROUTE.toSeconds()));
		}
		if (cause instanceof DialFailedException dial) {
			return new DeviceNotConnectedException(dial.reason(), dial.getMessage());
		}
		return (cause instanceof RuntimeException known) ? known : new IllegalStateException(cause);
	}

	private void send(Attempt attempt, Connection connection) {
		synchronized (this) {
			attempt.connection = connection;
		}
		try {
			connection.send(attempt.device, attempt.payload, attempt.id, new Transmission() {

				@Override
				public void written(Instant at) {
					Lane.this.written(attempt, at);
				}

				@Override
				public void kept(DeviceMessage message) {
					Lane.this.kept(attempt, message);
				}

				@Override
				public void failed(TransmissionException failure) {
					Lane.this.failed(attempt, failure);
				}

			});
		}
		catch (RuntimeException ex) {
			// The framing refuses it: nothing was written.
			failed(attempt, ex);
		}
	}

	private void written(Attempt attempt, Instant at) {
		synchronized (this) {
			attempt.writtenAt = at;
			attempt.writtenNanos = System.nanoTime();
			if (attempt.awaitReply != null) {
				attempt.stage = Attempt.Stage.AWAITING_REPLY;
				attempt.timer = this.timers.after(attempt.awaitReply, () -> timedOut(attempt));
				return;
			}
			attempt.stage = Attempt.Stage.DONE;
			attempt.keepTimer = this.timers.after(KEEP, () -> notKept(attempt));
		}
		advance();
	}

	/**
	 * The journal has trouble: the caller is told, rather than kept waiting for its end.
	 */
	private void notKept(Attempt attempt) {
		attempt.outcome.completeExceptionally(new DeliveryNotKeptException(attempt.id));
	}

	private void kept(Attempt attempt, DeviceMessage message) {
		Delivery done = null;
		synchronized (this) {
			attempt.messageId = message.id();
			if (attempt.awaitReply == null) {
				done = attempt.as(Delivery.Status.WRITTEN, null);
				attempt.cancelKeepTimer();
			}
			else if (attempt.reply != null) {
				done = attempt.as(Delivery.Status.REPLIED, null);
				attempt.cancelKeepTimer();
			}
		}
		if (done != null) {
			attempt.outcome.complete(done);
		}
	}

	private void failed(Attempt attempt, RuntimeException failure) {
		synchronized (this) {
			attempt.cancelTimer();
			attempt.cancelKeepTimer();
			attempt.stage = Attempt.Stage.DONE;
		}
		if (failure instanceof TransmissionException transmission) {
			switch (transmission.reason()) {
				case BUFFER_FULL ->
					attempt.outcome.completeExceptionally(new QueueFullException(transmission.getMessage()));
				case CLOSED -> attempt.outcome.completeExceptionally(
						new DeviceNotConnectedException("connection-closed", transmission.getMessage()));
				case WRITE_TIMEOUT -> attempt.outcome.complete(attempt.as(Delivery.Status.FAILED, "write-timeout"));
				case NOT_KEPT ->
					attempt.outcome.completeExceptionally(new JournalUnavailableException(transmission.getMessage()));
			}
		}
		else {
			attempt.outcome.completeExceptionally(failure);
		}
		advance();
	}

	private void timedOut(Attempt attempt) {
		synchronized (this) {
			if (attempt.stage != Attempt.Stage.AWAITING_REPLY) {
				return;
			}
			attempt.stage = Attempt.Stage.LATE;
			Duration settle = settle(attempt.awaitReply);
			this.heldUntil = System.nanoTime() + settle.toNanos();
			this.timers.after(settle, this::advance);
			attempt.timer = this.timers.after(LATE, () -> forget(attempt));
		}
		attempt.outcome.complete(attempt.as(Delivery.Status.REPLY_TIMEOUT, null));
	}

	/** As long as the answer was awaited, within bounds. */
	private static Duration settle(@Nullable Duration waited) {
		if (waited == null || waited.compareTo(SETTLE_LEAST) < 0) {
			return SETTLE_LEAST;
		}
		return (waited.compareTo(SETTLE_MOST) < 0) ? waited : SETTLE_MOST;
	}

	private void forget(Attempt attempt) {
		synchronized (this) {
			attempt.stage = Attempt.Stage.DONE;
		}
		advance();
	}

	/**
	 * Whether a frame is the answer that the lane waits for. Called on the connection's
	 * event loop.
	 */
	ReplyClaims.@Nullable Claim claim(Connection connection) {
		Attempt attempt;
		boolean late;
		synchronized (this) {
			attempt = this.current;
			if (attempt == null || attempt.connection != connection
					|| (attempt.stage != Attempt.Stage.AWAITING_REPLY && attempt.stage != Attempt.Stage.LATE)) {
				return null;
			}
			late = attempt.stage == Attempt.Stage.LATE;
			attempt.cancelTimer();
			attempt.stage = Attempt.Stage.DONE;
			if (!late) {
				this.timers.replied(attempt);
				Attempt answered = attempt;
				attempt.keepTimer = this.timers.after(KEEP, () -> notKept(answered));
			}
		}
		return new Answer(attempt, late);
	}

	private void answered(Attempt attempt, DeviceMessage reply) {
		Delivery done = null;
		synchronized (this) {
			attempt.reply = reply;
			if (attempt.messageId != null) {
				done = attempt.as(Delivery.Status.REPLIED, null);
				attempt.cancelKeepTimer();
			}
		}
		if (done != null) {
			attempt.outcome.complete(done);
		}
	}

	/** Whether somebody waits for an answer on this connection. */
	synchronized boolean awaits(Connection connection) {
		return this.current != null && this.current.connection == connection
				&& this.current.stage == Attempt.Stage.AWAITING_REPLY;
	}

	/** A connection has closed: whoever waits for an answer on it waits in vain. */
	void closed(Connection connection) {
		Attempt attempt;
		synchronized (this) {
			attempt = this.current;
			if (attempt == null || attempt.connection != connection
					|| (attempt.stage != Attempt.Stage.AWAITING_REPLY && attempt.stage != Attempt.Stage.LATE)) {
				return;
			}
			attempt.cancelTimer();
			attempt.stage = Attempt.Stage.DONE;
		}
		attempt.outcome.complete(attempt.as(Delivery.Status.REPLY_TIMEOUT, "connection-closed"));
		advance();
	}

	/** A frame that answers a delivery of this lane. */
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
			advance();
		}

		@Override
		public void durable(DeviceMessage reply) {
			if (!this.late) {
				answered(this.attempt, reply);
			}
		}

	}

}
