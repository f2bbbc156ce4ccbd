package io.wirepost.web;

import io.wirepost.delivery.Delivery;

/** A delivery ended without a reply, or without being written. */
final class NotDeliveredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Delivery delivery;

	NotDeliveredException(Delivery delivery) {
		// Without a stack trace: it is an outcome, not a fault.
		super(delivery.status().name(), null, false, false);
		this.delivery = delivery;
	}

	Delivery delivery() {
		return this.delivery;
	}

}
