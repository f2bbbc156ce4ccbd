package io.wirepost.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The deliveries of one device that wait for their turn. For one thread at a time. */
final class WaitingDeliveries {

	/** The most that wait, besides those with an expiry. */
	static final int MOST = 1_000;

	private final Deque<PendingDelivery> all = new ArrayDeque<>();

	private int impatient;

	boolean isEmpty() {
		return this.all.isEmpty();
	}

	/** Whether no more may wait, except those with an expiry. */
	boolean isFull() {
		return this.impatient >= MOST;
	}

	void add(PendingDelivery one) {
		this.all.add(one);
		this.impatient += one.isPatient() ? 0 : 1;
	}

	/** Adds one that already had its turn, at the front. */
	void putBack(PendingDelivery one) {
		this.all.addFirst(one);
		this.impatient += one.isPatient() ? 0 : 1;
	}

	/** Removes the first. There has to be one. */
	PendingDelivery next() {
		PendingDelivery first = this.all.element();
		remove(first);
		return first;
	}

	void remove(PendingDelivery one) {
		if (this.all.remove(one) && !one.isPatient()) {
			this.impatient--;
		}
	}

	/** A copy, in order. */
	List<PendingDelivery> list() {
		return new ArrayList<>(this.all);
	}

}
