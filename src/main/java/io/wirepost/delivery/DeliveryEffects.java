package io.wirepost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.delivery.PendingDelivery.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Collects the effects of one event, and counts the deliveries whose end is not decided
 * yet. For one thread at a time.
 */
final class DeliveryEffects {

	private List<DeliveryEffect> all = List.of();

	private int open;

	/** Clears the effects, for the next event. */
	void begin() {
		this.all = new ArrayList<>(4);
	}

	/** The effects, in order. */
	List<DeliveryEffect> all() {
		return this.all;
	}

	void add(DeliveryEffect effect) {
		this.all.add(effect);
	}

	/** Whether the end of every opened delivery is decided. */
	boolean isAllDecided() {
		return this.open == 0;
	}

	void open() {
		this.open++;
	}

	void start(DeliveryTimer timer, PendingDelivery one, Duration after) {
		add(new DeliveryEffect.Start(timer, one, after));
	}

	void stop(DeliveryTimer timer, PendingDelivery one) {
		add(new DeliveryEffect.Stop(timer, one));
	}

	/**
	 * @param pause null if the device comes by itself
	 */
	void lookAgainAfter(@Nullable Duration pause) {
		if (pause != null) {
			add(new DeliveryEffect.LookAgainAfter(pause));
		}
	}

	/** Nothing can be sent now: the delivery waits, and its sender gets that response. */
	void park(PendingDelivery one) {
		one.promised = true;
		add(new DeliveryEffect.Park(one));
	}

	/**
	 * Its device is away: it waits in the store, for whichever replica gets the device.
	 */
	void handBack(PendingDelivery one) {
		if (!one.ended) {
			decide(one);
			add(new DeliveryEffect.HandBack(one));
		}
	}

	/**
	 * A delivery whose sender has no response yet is refused without a trace; any other
	 * is recorded as failed.
	 */
	void refuse(PendingDelivery one, RuntimeException why) {
		one.stage = Stage.DONE;
		if (one.recorded && (one.promised || one.terms.broadcast() != null)) {
			end(one, Delivery.Status.FAILED, Failures.word(why));
			return;
		}
		decide(one);
		add(new DeliveryEffect.Refuse(one, why));
	}

	void end(PendingDelivery one, Delivery.Status status, @Nullable String failure) {
		if (!one.ended) {
			decide(one);
			add(new DeliveryEffect.KeepInTime(one));
			add(new DeliveryEffect.End(one, status, failure));
		}
	}

	/** Its outcome is lost. */
	void giveUp(PendingDelivery one, String why) {
		if (!one.ended) {
			decide(one);
			add(new DeliveryEffect.GiveUp(one, why));
		}
	}

	private void decide(PendingDelivery one) {
		one.ended = true;
		this.open--;
	}

}
