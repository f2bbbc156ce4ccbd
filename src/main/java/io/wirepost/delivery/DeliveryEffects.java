package io.wirepost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.delivery.PendingDelivery.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a queue wants done about one event, and counts the deliveries of which it
 * is not decided how they end. For one thread at a time.
 */
final class DeliveryEffects {

	private List<DeliveryEffect> all = List.of();

	private int open;

	/** Begins with nothing to do. */
	void begin() {
		this.all = new ArrayList<>(4);
	}

	/** What is to be done, in this order. */
	List<DeliveryEffect> all() {
		return this.all;
	}

	void add(DeliveryEffect effect) {
		this.all.add(effect);
	}

	/** Whether of every delivery that was opened it is decided how it ends. */
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

	/** Nothing can be sent now: it waits on, and its sender is told so. */
	void park(PendingDelivery one) {
		one.promised = true;
		add(new DeliveryEffect.Park(one));
	}

	/** One that nobody was promised is as if it never was; of others it is kept why. */
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

	/** Nobody will know what became of it. */
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
