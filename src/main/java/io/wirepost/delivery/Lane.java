package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Transmission;
import io.wirepost.connection.TransmissionException;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one device, in order: the foremost gets its connection and is
 * written, then the next. One whose answer could not be told from another's waits until
 * that one came; after a timeout it still waits for a while, as an answer that is only
 * late must not pass for the answer to the next request.
 * <p>
 * While its device is away the lane sleeps, with what waits for the device in it, until
 * {@link #wake()}.
 * <p>
 * Safe for all threads; nothing blocks. What callers are told, they are told outside the
 * lock.
 */
final class Lane {

	/** The most deliveries that wait for their turn, beside those that wait patiently. */
	static final int MOST = 1_000;

	/** How long a delivery waits for its turn, at least. */
	private static final Duration TURN = Duration.ofSeconds(10);

	private final Timers timers;

	private final DeliveryWriter records;

	private final BooleanSupplier redials;

	private final Runnable emptied;

	private final Deque<Attempt> waiting = new ArrayDeque<>();

	private final Outcomes outcomes;

	private final Replies replies;

	private final Alarm alarm;

	private final AtomicInteger advances = new AtomicInteger();

	/** The one whose turn it is. */
	private @Nullable Attempt foremost;

	private int impatient;

	/** Why nothing is sent until the lane wakes; null while it is awake. */
	private @Nullable RuntimeException obstacle;

	private long wakes;

	private boolean closed;

	/**
	 * @param redials whether the device has to be dialled, so that it never comes by
	 * itself
	 * @param emptied called when nothing is left to do here
	 */
	Lane(Timers timers, DeliveryWriter records, BooleanSupplier redials, Runnable emptied) {
		this.timers = timers;
		this.records = records;
		this.redials = redials;
		this.emptied = emptied;
		this.outcomes = new Outcomes(this, timers, records);
		this.replies = new Replies(this, timers, this.outcomes, this::advance);
		this.alarm = new Alarm(timers, this::lookAgain);
	}

	/**
	 * Takes a delivery to the end of the lane, or refuses it.
	 * @return false if the lane has ended meanwhile, and a new one is needed
	 */
	boolean submit(Attempt attempt) {
		RuntimeException refusal = null;
		boolean asleep = false;
		synchronized (this) {
			if (this.closed) {
				return false;
			}
			if (!attempt.isPatient()) {
				refusal = refusal();
			}
			if (refusal != null) {
				attempt.stage = Attempt.Stage.DONE;
			}
			else {
				asleep = this.obstacle != null;
				attempt.promised |= asleep;
				enqueue(attempt);
			}
		}
		if (refusal != null) {
			this.outcomes.refused(attempt, refusal);
		}
		else if (asleep) {
			notNow(attempt);
		}
		advance();
		return true;
	}

	/** Why one that does not wait patiently cannot be taken; null if it can. */
	private @Nullable RuntimeException refusal() {
		if (this.impatient >= MOST) {
			return new QueueFullException("%d messages wait for this device already; try again later".formatted(MOST));
		}
		if (this.obstacle instanceof DeviceNotConnectedException) {
			// Somebody waits: that is reason enough to look for the device, or dial it,
			// again.
			this.obstacle = null;
		}
		return this.obstacle;
	}

	private void enqueue(Attempt attempt) {
		boolean idle = this.foremost == null && this.waiting.isEmpty() && this.replies.isEmpty();
		this.waiting.add(attempt);
		if (attempt.isPatient()) {
			expireInTime(attempt);
		}
		else {
			this.impatient++;
		}
		if (!idle && !attempt.told.isDone()) {
			Duration turn = (attempt.awaitReply != null && attempt.awaitReply.compareTo(TURN) > 0) ? attempt.awaitReply
					: TURN;
			attempt.timer = this.timers.after(turn, () -> missedTurn(attempt, turn));
		}
	}

	private void expireInTime(Attempt attempt) {
		attempt.expiry = this.timers.after(Duration.ofNanos(attempt.expiresNanos - System.nanoTime()),
				() -> takeBack(attempt, Delivery.Status.EXPIRED));
	}

	/** It waits until the lane wakes. */
	private void notNow(Attempt attempt) {
		synchronized (this) {
			if (attempt.isAt(Attempt.Stage.WAITING)) {
				attempt.cancelTimer();
				attempt.outgoing = null;
			}
		}
		this.outcomes.waits(attempt);
	}

	/**
	 * Takes a delivery that waited when the process last ended; the lane sleeps until its
	 * device comes.
	 */
	synchronized void restore(Attempt attempt) {
		attempt.promised = true;
		if (this.foremost == null && this.waiting.isEmpty()) {
			// Not for the others: it may have been dialled meanwhile.
			this.obstacle = new DeviceNotConnectedException("away", "The device has not come so far");
			if (this.redials.getAsBoolean()) {
				this.alarm.soon();
			}
		}
		enqueue(attempt);
	}

	private boolean remove(Attempt attempt) {
		boolean there = this.waiting.remove(attempt);
		if (there && !attempt.isPatient()) {
			this.impatient--;
		}
		return there;
	}

	private void missedTurn(Attempt attempt, Duration turn) {
		synchronized (this) {
			if (!attempt.isAt(Attempt.Stage.WAITING, Attempt.Stage.READY)) {
				return;
			}
			attempt.promised = attempt.isPatient();
			if (!attempt.isPatient()) {
				leave(attempt);
			}
		}
		if (attempt.isPatient()) {
			this.outcomes.waits(attempt);
			return;
		}
		this.outcomes.refused(attempt, new QueueFullException(
				"The device was busy with earlier messages for %d s; nothing was written".formatted(turn.toSeconds())));
		advance();
	}

	private void leave(Attempt attempt) {
		if (!remove(attempt) && this.foremost == attempt) {
			this.foremost = null;
		}
		attempt.stage = Attempt.Stage.DONE;
		attempt.cancelTimer();
		attempt.cancelExpiry();
	}

	/**
	 * Ends a delivery that waits.
	 * @return false if it does not wait any more
	 */
	boolean takeBack(Attempt attempt, Delivery.Status status) {
		return takeBack(attempt, status, false);
	}

	/**
	 * @param forGood whether one that is just being sent must not wait again, should
	 * nothing of it leave
	 */
	private boolean takeBack(Attempt attempt, Delivery.Status status, boolean forGood) {
		synchronized (this) {
			if (!attempt.isAt(Attempt.Stage.WAITING, Attempt.Stage.PREPARING, Attempt.Stage.READY)) {
				attempt.unwanted |= forGood;
				return false;
			}
			leave(attempt);
		}
		this.outcomes.ended(attempt, status, null);
		advance();
		return true;
	}

	/**
	 * Takes back all that waits patiently.
	 * @return what was taken back
	 */
	List<Attempt> takeBackAll() {
		return patient().stream().filter((attempt) -> takeBack(attempt, Delivery.Status.CANCELLED, true)).toList();
	}

	private synchronized List<Attempt> patient() {
		List<Attempt> patient = new ArrayList<>(this.waiting);
		if (this.foremost != null) {
			patient.add(this.foremost);
		}
		patient.removeIf((attempt) -> !attempt.isPatient());
		return patient;
	}

	/** Its device may be reached now. */
	void wake() {
		synchronized (this) {
			this.wakes++;
			this.obstacle = null;
		}
		advance();
	}

	/** Nobody came, but the device may be reached all the same. */
	private void lookAgain() {
		synchronized (this) {
			this.obstacle = null;
		}
		advance();
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
		Attempt attempt;
		Attempt.Stage stage;
		synchronized (this) {
			if (this.foremost == null && this.obstacle == null && !this.waiting.isEmpty()) {
				this.foremost = this.waiting.element();
				remove(this.foremost);
				this.foremost.stage = Attempt.Stage.PREPARING;
			}
			else if (this.foremost == null) {
				this.closed = this.waiting.isEmpty() && this.replies.isEmpty();
				if (!this.closed) {
					return;
				}
			}
			else if (this.foremost.stage != Attempt.Stage.READY || this.replies.isHeld(this.foremost.expectation)) {
				return;
			}
			else {
				this.foremost.stage = Attempt.Stage.SENDING;
			}
			attempt = this.foremost;
			stage = (attempt != null) ? attempt.stage : Attempt.Stage.DONE;
		}
		switch (stage) {
			case PREPARING -> prepare(attempt);
			case SENDING -> begin(attempt);
			default -> this.emptied.run();
		}
	}

	/** Reads what is to be sent, and finds or dials the connection. */
	private void prepare(Attempt attempt) {
		long before;
		Outgoing known;
		synchronized (this) {
			before = this.wakes;
			known = attempt.outgoing;
		}
		Prepared.of(attempt, known, this.records).whenComplete((prepared, failure) -> {
			if (failure == null) {
				ready(attempt, prepared);
			}
			else {
				notReady(attempt, Prepared.why(failure), before);
			}
			advance();
		});
	}

	private synchronized void ready(Attempt attempt, Prepared prepared) {
		if (attempt.stage == Attempt.Stage.PREPARING) {
			attempt.connection = prepared.connection();
			attempt.payload = prepared.payload();
			attempt.expectation = prepared.expectation();
			attempt.stage = Attempt.Stage.READY;
		}
	}

	private void notReady(Attempt attempt, RuntimeException reason, long before) {
		boolean away = reason instanceof DeviceNotConnectedException || reason instanceof JournalUnavailableException;
		if (attempt.isPatient() && away) {
			sleep(attempt, reason, before);
			return;
		}
		synchronized (this) {
			if (attempt.stage != Attempt.Stage.PREPARING) {
				return;
			}
			leave(attempt);
		}
		this.outcomes.refused(attempt, reason);
	}

	/**
	 * The device is away: what waits for it patiently goes on doing so, the rest is
	 * refused.
	 * @param before the number of wakes when the device was looked for
	 */
	private void sleep(Attempt attempt, RuntimeException reason, long before) {
		List<Attempt> told;
		synchronized (this) {
			if (attempt.stage != Attempt.Stage.PREPARING) {
				return;
			}
			putBack(attempt);
			if (this.wakes != before) {
				// It came meanwhile.
				return;
			}
			told = fallAsleep(reason);
		}
		tell(told, reason);
	}

	/**
	 * Sends nothing until the lane wakes. Guarded by the lock.
	 * @return who is to be told
	 */
	private List<Attempt> fallAsleep(RuntimeException reason) {
		this.obstacle = reason;
		List<Attempt> all = List.copyOf(this.waiting);
		for (Attempt one : all) {
			if (one.isPatient()) {
				one.promised = true;
				one.cancelTimer();
				one.outgoing = null;
			}
			else {
				leave(one);
			}
		}
		if (!(reason instanceof DeviceNotConnectedException)) {
			this.alarm.soon();
		}
		else if (this.redials.getAsBoolean()) {
			this.alarm.later();
		}
		return all;
	}

	private void tell(List<Attempt> attempts, RuntimeException reason) {
		for (Attempt one : attempts) {
			if (one.isPatient()) {
				this.outcomes.waits(one);
			}
			else {
				this.outcomes.refused(one, reason);
			}
		}
	}

	private void putBack(Attempt attempt) {
		this.foremost = null;
		attempt.stage = Attempt.Stage.WAITING;
		attempt.connection = null;
		attempt.payload = null;
		this.waiting.addFirst(attempt);
	}

	/** What the store knows begins there, so that it is never sent twice. */
	private void begin(Attempt attempt) {
		Connection connection = Objects.requireNonNull(attempt.connection);
		if (!connection.isOpen()) {
			synchronized (this) {
				attempt.stage = Attempt.Stage.PREPARING;
			}
			prepare(attempt);
			return;
		}
		if (!attempt.recorded) {
			send(attempt, connection);
			return;
		}
		StoredDelivery record;
		synchronized (this) {
			attempt.begun = true;
			record = attempt.stored(Delivery.Status.QUEUED, null);
		}
		this.records.write(new DeliveryStore.Change.Update(record)).whenComplete((nothing, failure) -> {
			if (failure == null) {
				send(attempt, connection);
			}
			else {
				this.outcomes.refused(attempt, Prepared.why(failure));
			}
		});
	}

	private void send(Attempt attempt, Connection connection) {
		synchronized (this) {
			attempt.begun = true;
			attempt.cancelTimer();
			attempt.cancelExpiry();
		}
		try {
			connection.send(attempt.device, Objects.requireNonNull(attempt.payload), attempt.id, new Transmission() {

				@Override
				public void written(Instant at) {
					Lane.this.written(attempt, at);
				}

				@Override
				public List<DeliveryStore.Change> alongside(DeviceMessage message) {
					return Lane.this.alongside(attempt, message);
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
			notSent(attempt, ex);
		}
	}

	private void written(Attempt attempt, Instant at) {
		synchronized (this) {
			this.alarm.reset();
			attempt.writtenAt = at;
			attempt.writtenNanos = System.nanoTime();
			this.foremost = null;
			if (attempt.awaitReply != null && attempt.expectation != null) {
				this.replies.await(attempt, attempt.expectation, attempt.awaitReply);
			}
			else {
				attempt.stage = Attempt.Stage.DONE;
				this.outcomes.keepInTime(attempt);
			}
			attempt.outgoing = null;
			attempt.payload = null;
		}
		advance();
	}

	/** The end of one that awaits no answer is kept in one batch with its message. */
	private List<DeliveryStore.Change> alongside(Attempt attempt, DeviceMessage message) {
		synchronized (this) {
			// Durable before any answer, which comes after it.
			attempt.messageId = message.id();
			// The event loop may not have told so yet.
			attempt.writtenAt = message.receivedAt();
		}
		return (attempt.awaitReply == null) ? this.outcomes.endWith(attempt, Delivery.Status.WRITTEN, null) : List.of();
	}

	private void kept(Attempt attempt, DeviceMessage message) {
		Delivery.Status done = null;
		synchronized (this) {
			attempt.messageId = message.id();
			if (attempt.awaitReply == null) {
				done = Delivery.Status.WRITTEN;
			}
			else if (attempt.reply != null) {
				done = Delivery.Status.REPLIED;
			}
		}
		if (done != null) {
			this.outcomes.ended(attempt, done, null);
		}
	}

	/** Nothing of it was written. */
	private void notSent(Attempt attempt, RuntimeException failure) {
		synchronized (this) {
			attempt.begun = false;
			leave(attempt);
		}
		this.outcomes.refused(attempt, failure);
		advance();
	}

	private void failed(Attempt attempt, TransmissionException failure) {
		switch (failure.reason()) {
			case BUFFER_FULL -> unsent(attempt, new QueueFullException(failure.getMessage()));
			case NOT_WRITTEN ->
				unsent(attempt, new DeviceNotConnectedException("connection-closed", failure.getMessage()));
			case CLOSED -> halfSent(attempt, "connection-closed");
			case WRITE_TIMEOUT -> halfSent(attempt, "write-timeout");
			case NOT_KEPT -> this.outcomes.unknown(attempt, String.valueOf(failure.getMessage()));
		}
	}

	/** Nothing of it left: it waits on, if it was asked to. */
	private void unsent(Attempt attempt, RuntimeException reason) {
		if (!attempt.isPatient()) {
			notSent(attempt, reason);
			return;
		}
		List<Attempt> told = List.of(attempt);
		boolean unwanted;
		synchronized (this) {
			attempt.begun = false;
			unwanted = attempt.unwanted;
			if (unwanted) {
				leave(attempt);
			}
			else {
				// Under the lock: what ends it from now on has to be kept behind this.
				this.records.write(new DeliveryStore.Change.Update(attempt.stored(Delivery.Status.QUEUED, null)));
				putBack(attempt);
				expireInTime(attempt);
				attempt.promised = true;
				if (reason instanceof QueueFullException || this.redials.getAsBoolean()) {
					// The device is there but does not read, or hangs up on whoever dials
					// it:
					// not again at once.
					told = fallAsleep(reason);
				}
			}
		}
		if (unwanted) {
			this.outcomes.ended(attempt, Delivery.Status.CANCELLED, null);
		}
		else {
			tell(told, reason);
		}
		advance();
	}

	/** Nobody can tell how much of it has reached the device. */
	private void halfSent(Attempt attempt, String failure) {
		synchronized (this) {
			leave(attempt);
		}
		this.outcomes.ended(attempt, Delivery.Status.FAILED, failure);
		advance();
	}

	/** The answers that are awaited here. */
	Replies replies() {
		return this.replies;
	}

	/** A delivery as it is now. */
	Delivery view(Attempt attempt) {
		return this.outcomes.view(attempt);
	}

}
