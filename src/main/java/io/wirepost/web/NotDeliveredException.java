package io.wirepost.web;

import io.wirepost.delivery.Delivery;

/** A delivery has ended otherwise than its caller wished. */
final class NotDeliveredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Delivery delivery;

	NotDeliveredException(Delivery delivery) {
		// Thrown for its meaning: nobody looks where it came from.
		super(delivery.status().name(), null, false, false);
		this.delivery = delivery;
	}

	Delivery delivery() {
		return this.delivery;
	}

}
