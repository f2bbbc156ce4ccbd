package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.DeliveryEffect.Answer;
import io.wirepost.delivery.PendingDelivery.Progress;
import io.wirepost.delivery.PendingDelivery.Stage;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.delivery.reply.ReplyTerms;
import io.wirepost.journal.JournalUnavailableException;
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

	/** Whether what waits for a device that is away goes back to the store. */
	private final boolean handsBack;

	private final WaitingDeliveries waiting = new WaitingDeliveries();

	private final Reachability device = new Reachability();

	private final DeliveryEffects effects = new DeliveryEffects();

	private final OutstandingReplies outstanding = new OutstandingReplies(this.effects);

	private long now;

	/** The one whose turn it is. */
	private @Nullable PendingDelivery head;

	DeviceQueue() {
		this(false);
	}

	/**
	 * @param handsBack whether what waits for a device that is away, and comes by itself,
	 * goes back to the store
	 */
	DeviceQueue(boolean handsBack) {
		this.handsBack = handsBack;
	}

	/**
	 * Takes an event.
	 * @param now the time on the monotonic clock, in nanoseconds; never less than before
	 * @return what is to be done, in this order
	 */
	List<DeliveryEffect> on(DeliveryEvent event, long now) {
		this.now = now;
		this.effects.begin();
		event.applyTo(this);
		advance();
		return this.effects.all();
	}

	/** Whether nothing waits here, is under way, or is awaited. */
	boolean isIdle() {
		return this.effects.isAllDecided() && this.outstanding.isEmpty() && this.head == null;
	}

	/** Gives the next delivery its turn, as far as the device is free. */
	private void advance() {
		PendingDelivery first = this.head;
		if (first == null && !this.device.isBlocked() && !this.waiting.isEmpty()) {
			this.head = this.waiting.next();
			prepare(this.head);
		}
		else if (first != null && first.stage == Stage.READY && !this.outstanding.holdsUp(first, this.now)) {
			first.stage = Stage.SENDING;
			first.progress(Progress.BEGUN);
			if (first.isExchange()) {
				this.effects.stop(DeliveryTimer.TURN, first);
				this.effects.add(new DeliveryEffect.Converse(first));
			}
			else if (first.recorded) {
				this.effects.add(new DeliveryEffect.Begin(first));
			}
			else {
				begun(first);
			}
		}
	}

	private void prepare(PendingDelivery one) {
		one.stage = Stage.PREPARING;
		this.device.look();
		this.effects.add(new DeliveryEffect.Prepare(one));
	}

	// A delivery comes.

	void submitted(PendingDelivery one) {
		this.effects.open();
		RuntimeException refusal = one.isPatient() ? null : refusal();
		if (refusal != null) {
			this.effects.refuse(one, refusal);
			return;
		}
		boolean free = this.head == null && this.waiting.isEmpty() && this.outstanding.isEmpty();
		enqueue(one);
		if (this.device.isBlocked()) {
			this.effects.park(one);
		}
		else if (!free) {
			this.effects.start(DeliveryTimer.TURN, one, this.outstanding.turn(one));
		}
	}

	/** Why one that does not wait patiently cannot be taken; null if it can. */
	private @Nullable RuntimeException refusal() {
		if (this.waiting.isFull()) {
			return new QueueFullException(
					"%d messages wait for this device already; try again later".formatted(WaitingDeliveries.MOST));
		}
		return this.device.tryNow();
	}

	private void enqueue(PendingDelivery one) {
		this.waiting.add(one);
		if (one.isPatient()) {
			startExpiry(one);
		}
	}

	private void startExpiry(PendingDelivery one) {
		this.effects.start(DeliveryTimer.EXPIRY, one, Duration.ofNanos(one.terms.expiresNanos() - this.now));
	}

	void restored(PendingDelivery one, boolean dialled) {
		this.effects.open();
		one.promised = true;
		if (this.head == null && this.waiting.isEmpty()) {
			// Not for the others: it may have been dialled meanwhile.
			this.effects.lookAgainAfter(this.device
				.blockUndialled(new DeviceNotConnectedException("away", "The device has not come so far"), dialled));
		}
		enqueue(one);
	}

	// It is prepared.

	void ready(PendingDelivery one, UUID connection, ReplyPolicy policy, @Nullable ReplyTerms reply) {
		if (one.stage == Stage.PREPARING) {
			one.connection = connection;
			one.reply = reply;
			one.stage = Stage.READY;
			this.outstanding.expect(policy);
		}
	}

	void notReady(PendingDelivery one, RuntimeException why, boolean dialled) {
		if (one.stage != Stage.PREPARING) {
			return;
		}
		boolean away = why instanceof DeviceNotConnectedException || why instanceof JournalUnavailableException;
		if (!one.isPatient() || !away) {
			leave(one);
			this.effects.refuse(one, why);
			return;
		}
		putBack(one);
		// A device that is dialled comes by the dial that has just failed.
		if (dialled || !this.device.cameMeanwhile()) {
			sleep(why, dialled);
		}
	}

	void stale(PendingDelivery one) {
		if (isUnwanted(one)) {
			return;
		}
		if (one.isPatient()) {
			// It may have expired while it could not be taken back.
			startExpiry(one);
		}
		prepare(one);
	}

	/** Nothing of it was sent: ends it if it was cancelled meanwhile. */
	private boolean isUnwanted(PendingDelivery one) {
		one.progress(Progress.NONE);
		if (one.unwanted) {
			leave(one);
			this.effects.end(one, Delivery.Status.CANCELLED, null);
		}
		return one.unwanted;
	}

	/** Sends nothing until the device comes: the patient wait, the rest is refused. */
	private void sleep(RuntimeException why, boolean dialled) {
		boolean handsBack = this.handsBack && !dialled && why instanceof DeviceNotConnectedException;
		for (PendingDelivery one : this.waiting.list()) {
			if (one.isPatient() && handsBack) {
				leave(one);
				this.effects.handBack(one);
			}
			else if (one.isPatient()) {
				this.effects.stop(DeliveryTimer.TURN, one);
				this.effects.park(one);
			}
			else {
				leave(one);
				this.effects.refuse(one, why);
			}
		}
		this.effects.lookAgainAfter(this.device.block(why, dialled));
	}

	private void putBack(PendingDelivery one) {
		this.head = null;
		one.stage = Stage.WAITING;
		one.connection = null;
		this.waiting.putBack(one);
	}

	void came() {
		this.device.came();
	}

	void lookAgain() {
		this.device.lookAgain();
	}

	// It is sent.

	void begun(PendingDelivery one) {
		this.effects.stop(DeliveryTimer.TURN, one);
		this.effects.stop(DeliveryTimer.EXPIRY, one);
		this.effects.add(new DeliveryEffect.Send(one));
	}

	void written(PendingDelivery one, Instant at) {
		this.device.took();
		this.head = null;
		one.progress(one.progress().written(at));
		Duration awaited = one.awaitReply();
		if (awaited != null && one.reply != null) {
			this.outstanding.await(one, awaited);
		}
		else {
			one.stage = Stage.DONE;
			this.effects.add(new DeliveryEffect.KeepInTime(one));
		}
	}

	void refused(PendingDelivery one, RuntimeException why) {
		one.progress(Progress.NONE);
		leave(one);
		this.effects.refuse(one, why);
	}

	void unsent(PendingDelivery one, RuntimeException why, boolean dialled) {
		if (!one.isPatient()) {
			refused(one, why);
			return;
		}
		if (isUnwanted(one)) {
			return;
		}
		this.effects.add(new DeliveryEffect.Requeue(one));
		putBack(one);
		startExpiry(one);
		if (why instanceof QueueFullException || dialled) {
			// The device is there but does not read, or hangs up on whoever dials it: not
			// again at once.
			sleep(why, dialled);
		}
		else {
			this.effects.park(one);
		}
	}

	void conversed(PendingDelivery one, boolean unanswered) {
		this.device.took();
		if (unanswered) {
			// What it did not wait for may still come: it keeps its turn meanwhile.
			this.outstanding.settle(one);
		}
		else {
			leave(one);
		}
		this.effects.end(one, Delivery.Status.WRITTEN, null);
	}

	void closed(UUID connection) {
		this.outstanding.closed(connection);
		PendingDelivery first = this.head;
		if (first != null && first.stage == Stage.SETTLING && connection.equals(first.connection)) {
			leave(first);
		}
	}

	void halfSent(PendingDelivery one, String failure) {
		leave(one);
		this.effects.end(one, Delivery.Status.FAILED, failure);
	}

	// It is answered.

	OutstandingReplies outstanding() {
		return this.outstanding;
	}

	long now() {
		return this.now;
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
			case REPLY -> this.outstanding.timedOut(one, this.now);
			case SETTLE -> {
				if (this.head == one) {
					leave(one);
				}
				this.outstanding.remove(one);
			}
			case QUIET -> this.outstanding.quiet(one);
		}
	}

	private void missedTurn(PendingDelivery one) {
		if (one.stage != Stage.WAITING && one.stage != Stage.READY) {
			return;
		}
		if (one.isPatient()) {
			this.effects.park(one);
			return;
		}
		leave(one);
		this.effects.refuse(one,
				new QueueFullException("The device was busy with earlier messages for %d s; nothing was written"
					.formatted(this.outstanding.turn(one).toSeconds())));
	}

	private boolean takeBack(PendingDelivery one, Delivery.Status status) {
		if (one.ended || !one.canBeTakenBack()) {
			return false;
		}
		leave(one);
		this.effects.end(one, status, null);
		return true;
	}

	void takeBack(PendingDelivery one, CompletableFuture<Boolean> taken) {
		this.effects.add(new Answer<>(taken, takeBack(one, Delivery.Status.CANCELLED)));
	}

	void takeBackAll(CompletableFuture<List<PendingDelivery>> taken) {
		List<PendingDelivery> patient = this.waiting.list();
		if (this.head != null) {
			patient.add(this.head);
		}
		patient.removeIf((one) -> !one.isPatient());
		patient.forEach((one) -> one.unwanted = true);
		this.effects.add(new Answer<>(taken,
				patient.stream().filter((one) -> takeBack(one, Delivery.Status.CANCELLED)).toList()));
	}

	// It leaves.

	private void leave(PendingDelivery one) {
		if (this.head == one) {
			this.head = null;
		}
		else {
			this.waiting.remove(one);
		}
		one.stage = Stage.DONE;
		this.effects.stop(DeliveryTimer.TURN, one);
		this.effects.stop(DeliveryTimer.EXPIRY, one);
	}

}
