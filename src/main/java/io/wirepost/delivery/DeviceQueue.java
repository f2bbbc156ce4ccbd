package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.DeliveryEffect.Answer;
import io.wirepost.delivery.DeliveryEffect.End;
import io.wirepost.delivery.DeliveryEffect.Start;
import io.wirepost.delivery.DeliveryEffect.Stop;
import io.wirepost.delivery.PendingDelivery.Progress;
import io.wirepost.delivery.PendingDelivery.Stage;
import io.wirepost.delivery.reply.Expectation;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one device, in order: the head gets its connection and is written,
 * then the next. One whose answer could not be told from another's waits until that one
 * came. While its device is away the queue sends nothing.
 * <p>
 * A state machine: it is told of events and returns what is to be done. It has no
 * threads, locks, timers or I/O, and knows the time only from whoever tells it. For one
 * thread at a time.
 */
final class DeviceQueue {

	/** The most deliveries that wait for their turn, beside those that wait patiently. */
	static final int MOST = 1_000;

	/** How long a delivery waits for its turn, at least. */
	static final Duration TURN = Duration.ofSeconds(10);

	private final Deque<PendingDelivery> waiting = new ArrayDeque<>();

	private final OutstandingReplies outstanding = new OutstandingReplies();

	private final Redials redials = new Redials();

	private List<DeliveryEffect> effects = List.of();

	private long now;

	/** The one whose turn it is. */
	private @Nullable PendingDelivery head;

	/** Those that wait and do not do so patiently. */
	private int impatient;

	/** Deliveries of which it is not decided how they end. */
	private int open;

	/** Why nothing is sent until the device comes; null while that is not so. */
	private @Nullable RuntimeException obstacle;

	/** Whether the device came since the head was begun to be prepared. */
	private boolean cameMeanwhile;

	/**
	 * Takes an event.
	 * @param now the time on the monotonic clock, in nanoseconds; never less than before
	 * @return what is to be done, in this order
	 */
	List<DeliveryEffect> on(DeliveryEvent event, long now) {
		this.now = now;
		this.effects = new ArrayList<>(4);
		event.applyTo(this);
		advance();
		return this.effects;
	}

	/** Whether nothing waits here, is under way, or is awaited. */
	boolean isIdle() {
		return this.open == 0 && this.outstanding.isEmpty();
	}

	/** Gives the next delivery its turn, as far as the device is free. */
	private void advance() {
		PendingDelivery first = this.head;
		if (first == null && this.obstacle == null && !this.waiting.isEmpty()) {
			first = this.waiting.element();
			removeWaiting(first);
			this.head = first;
			prepare(first);
		}
		else if (first != null && first.stage == Stage.READY
				&& !this.outstanding.holdsUp(first.expectation, this.now)) {
			first.stage = Stage.SENDING;
			first.progress(Progress.BEGUN);
			if (first.recorded) {
				emit(new DeliveryEffect.Begin(first));
			}
			else {
				begun(first);
			}
		}
	}

	private void prepare(PendingDelivery one) {
		one.stage = Stage.PREPARING;
		this.cameMeanwhile = false;
		emit(new DeliveryEffect.Prepare(one));
	}

	// A delivery comes.

	void submitted(PendingDelivery one) {
		this.open++;
		RuntimeException refusal = one.isPatient() ? null : refusal();
		if (refusal != null) {
			refuse(one, refusal);
			return;
		}
		boolean free = this.head == null && this.waiting.isEmpty() && this.outstanding.isEmpty();
		enqueue(one);
		if (this.obstacle != null) {
			park(one);
		}
		else if (!free) {
			emit(new Start(DeliveryTimer.TURN, one, turn(one)));
		}
	}

	private static Duration turn(PendingDelivery one) {
		Duration awaited = one.awaitReply();
		return (awaited != null && awaited.compareTo(TURN) > 0) ? awaited : TURN;
	}

	/** Why one that does not wait patiently cannot be taken; null if it can. */
	private @Nullable RuntimeException refusal() {
		if (this.impatient >= MOST) {
			return new QueueFullException("%d messages wait for this device already; try again later".formatted(MOST));
		}
		if (this.obstacle instanceof DeviceNotConnectedException) {
			// Somebody waits: reason enough to look for the device, or dial it, again.
			this.obstacle = null;
		}
		return this.obstacle;
	}

	private void enqueue(PendingDelivery one) {
		this.waiting.add(one);
		if (one.isPatient()) {
			startExpiry(one);
		}
		else {
			this.impatient++;
		}
	}

	private void startExpiry(PendingDelivery one) {
		emit(new Start(DeliveryTimer.EXPIRY, one, Duration.ofNanos(one.terms.expiresNanos() - this.now)));
	}

	void restored(PendingDelivery one, boolean dialled) {
		this.open++;
		one.promised = true;
		if (this.head == null && this.waiting.isEmpty()) {
			// Not for the others: it may have been dialled meanwhile.
			this.obstacle = new DeviceNotConnectedException("away", "The device has not come so far");
			if (dialled) {
				emit(new DeliveryEffect.LookAgainAfter(this.redials.soon()));
			}
		}
		enqueue(one);
	}

	// It is prepared.

	void ready(PendingDelivery one, UUID connection, @Nullable Expectation expectation) {
		if (one.stage == Stage.PREPARING) {
			one.connection = connection;
			one.expectation = expectation;
			one.stage = Stage.READY;
		}
	}

	void notReady(PendingDelivery one, RuntimeException why, boolean dialled) {
		if (one.stage != Stage.PREPARING) {
			return;
		}
		boolean away = why instanceof DeviceNotConnectedException || why instanceof JournalUnavailableException;
		if (!one.isPatient() || !away) {
			leave(one);
			refuse(one, why);
			return;
		}
		putBack(one);
		if (!this.cameMeanwhile) {
			sleep(why, dialled);
		}
	}

	void stale(PendingDelivery one) {
		one.progress(Progress.NONE);
		if (one.unwanted) {
			leave(one);
			end(one, Delivery.Status.CANCELLED, null);
			return;
		}
		if (one.isPatient()) {
			// It may have expired while it could not be taken back.
			startExpiry(one);
		}
		prepare(one);
	}

	/** Sends nothing until the device comes: the patient wait, the rest is refused. */
	private void sleep(RuntimeException why, boolean dialled) {
		this.obstacle = why;
		for (PendingDelivery one : List.copyOf(this.waiting)) {
			if (one.isPatient()) {
				emit(new Stop(DeliveryTimer.TURN, one));
				park(one);
			}
			else {
				leave(one);
				refuse(one, why);
			}
		}
		if (!(why instanceof DeviceNotConnectedException)) {
			emit(new DeliveryEffect.LookAgainAfter(this.redials.soon()));
		}
		else if (dialled) {
			emit(new DeliveryEffect.LookAgainAfter(this.redials.later()));
		}
	}

	private void park(PendingDelivery one) {
		one.promised = true;
		emit(new DeliveryEffect.Park(one));
	}

	private void putBack(PendingDelivery one) {
		this.head = null;
		one.stage = Stage.WAITING;
		one.connection = null;
		this.waiting.addFirst(one);
	}

	void came() {
		this.cameMeanwhile = true;
		this.obstacle = null;
	}

	void lookAgain() {
		this.obstacle = null;
	}

	// It is sent.

	void begun(PendingDelivery one) {
		emit(new Stop(DeliveryTimer.TURN, one));
		emit(new Stop(DeliveryTimer.EXPIRY, one));
		emit(new DeliveryEffect.Send(one));
	}

	void written(PendingDelivery one, Instant at) {
		this.redials.reset();
		this.head = null;
		one.progress(one.progress().written(at));
		Duration awaited = one.awaitReply();
		if (awaited != null && one.expectation != null) {
			one.stage = Stage.AWAITING_REPLY;
			this.outstanding.add(one);
			emit(new Start(DeliveryTimer.REPLY, one, awaited));
		}
		else {
			one.stage = Stage.DONE;
			emit(new DeliveryEffect.KeepInTime(one));
		}
	}

	void refused(PendingDelivery one, RuntimeException why) {
		one.progress(Progress.NONE);
		leave(one);
		refuse(one, why);
	}

	void unsent(PendingDelivery one, RuntimeException why, boolean dialled) {
		if (!one.isPatient()) {
			refused(one, why);
			return;
		}
		one.progress(Progress.NONE);
		if (one.unwanted) {
			leave(one);
			end(one, Delivery.Status.CANCELLED, null);
			return;
		}
		emit(new DeliveryEffect.Requeue(one));
		putBack(one);
		startExpiry(one);
		if (why instanceof QueueFullException || dialled) {
			// The device is there but does not read, or hangs up on whoever dials it: not
			// again at once.
			sleep(why, dialled);
		}
		else {
			park(one);
		}
	}

	void halfSent(PendingDelivery one, String failure) {
		leave(one);
		end(one, Delivery.Status.FAILED, failure);
	}

	void kept(PendingDelivery one, @Nullable MessageId message) {
		one.progress(one.progress().kept(message));
		if (one.awaitReply() == null) {
			end(one, Delivery.Status.WRITTEN, null);
		}
		else if (one.progress().reply() != null) {
			end(one, Delivery.Status.REPLIED, null);
		}
	}

	void notKept(PendingDelivery one, String why) {
		if (!one.ended) {
			// Its answer may come all the same, and holds up others as before.
			close(one);
			emit(new DeliveryEffect.GiveUp(one, why));
		}
	}

	// It is answered.

	void answered(PendingDelivery one) {
		if (one.stage == Stage.AWAITING_REPLY) {
			emit(new Stop(DeliveryTimer.REPLY, one));
			emit(new DeliveryEffect.KeepInTime(one));
		}
		this.outstanding.remove(one);
		one.stage = Stage.DONE;
	}

	void answerKept(PendingDelivery one, DeviceMessage reply) {
		if (!one.ended) {
			one.progress(one.progress().replied(reply));
			if (one.progress().messageId() != null) {
				end(one, Delivery.Status.REPLIED, null);
			}
		}
	}

	private void replyTimedOut(PendingDelivery one) {
		if (one.stage == Stage.AWAITING_REPLY) {
			emit(new Start(DeliveryTimer.SETTLE, one, this.outstanding.settle(one, this.now)));
			emit(new DeliveryEffect.ReplyIsLate(one));
			end(one, Delivery.Status.REPLY_TIMEOUT, null);
		}
	}

	void closed(UUID connection) {
		for (PendingDelivery one : this.outstanding.on(connection)) {
			this.outstanding.remove(one);
			if (one.stage == Stage.AWAITING_REPLY) {
				emit(new Stop(DeliveryTimer.REPLY, one));
				end(one, Delivery.Status.REPLY_TIMEOUT, "connection-closed");
			}
			one.stage = Stage.DONE;
		}
	}

	// Its time is over, or its sender wants it back.

	void due(DeliveryTimer timer, PendingDelivery one) {
		switch (timer) {
			case TURN -> missedTurn(one);
			case EXPIRY -> {
				if (this.now - one.terms.expiresNanos() >= 0) {
					takeBack(one, Delivery.Status.EXPIRED);
				}
			}
			case REPLY -> replyTimedOut(one);
			case SETTLE -> this.outstanding.remove(one);
		}
	}

	private void missedTurn(PendingDelivery one) {
		if (one.stage != Stage.WAITING && one.stage != Stage.READY) {
			return;
		}
		if (one.isPatient()) {
			park(one);
			return;
		}
		leave(one);
		refuse(one, new QueueFullException("The device was busy with earlier messages for %d s; nothing was written"
			.formatted(turn(one).toSeconds())));
	}

	private boolean takeBack(PendingDelivery one, Delivery.Status status) {
		if (one.ended || !one.canBeTakenBack()) {
			return false;
		}
		leave(one);
		end(one, status, null);
		return true;
	}

	void takeBack(PendingDelivery one, CompletableFuture<Boolean> taken) {
		emit(new Answer<>(taken, takeBack(one, Delivery.Status.CANCELLED)));
	}

	void takeBackAll(CompletableFuture<List<PendingDelivery>> taken) {
		List<PendingDelivery> patient = new ArrayList<>(this.waiting);
		if (this.head != null) {
			patient.add(this.head);
		}
		patient.removeIf((one) -> !one.isPatient());
		patient.forEach((one) -> one.unwanted = true);
		emit(new Answer<>(taken, patient.stream().filter((one) -> takeBack(one, Delivery.Status.CANCELLED)).toList()));
	}

	// It leaves.

	private void removeWaiting(PendingDelivery one) {
		if (this.waiting.remove(one) && !one.isPatient()) {
			this.impatient--;
		}
	}

	private void leave(PendingDelivery one) {
		if (this.head == one) {
			this.head = null;
		}
		else {
			removeWaiting(one);
		}
		one.stage = Stage.DONE;
		emit(new Stop(DeliveryTimer.TURN, one));
		emit(new Stop(DeliveryTimer.EXPIRY, one));
	}

	/** One that nobody was promised is as if it never was; of others it is kept why. */
	private void refuse(PendingDelivery one, RuntimeException why) {
		one.stage = Stage.DONE;
		if (one.recorded && (one.promised || one.terms.broadcast() != null)) {
			end(one, Delivery.Status.FAILED, Failures.word(why));
			return;
		}
		close(one);
		emit(new DeliveryEffect.Refuse(one, why));
	}

	private void end(PendingDelivery one, Delivery.Status status, @Nullable String failure) {
		if (!one.ended) {
			close(one);
			emit(new DeliveryEffect.KeepInTime(one));
			emit(new End(one, status, failure));
		}
	}

	private void close(PendingDelivery one) {
		one.ended = true;
		this.open--;
	}

	private void emit(DeliveryEffect effect) {
		this.effects.add(effect);
	}

}
