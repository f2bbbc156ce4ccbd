package io.wirepost.delivery.failure;

import io.wirepost.delivery.Delivery;

import java.util.UUID;

/** A delivery that cannot be cancelled, as it does not wait any more. */
public class DeliveryNotQueuedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final UUID deliveryId;

	private final Delivery.Status status;

	public DeliveryNotQueuedException(Delivery delivery) {
		super((delivery.status() == Delivery.Status.QUEUED)
				? "The delivery '%s' is being sent just now".formatted(delivery.id())
				: "The delivery '%s' is %s; only one that is QUEUED can be cancelled".formatted(delivery.id(),
						delivery.status()));
		this.deliveryId = delivery.id();
		this.status = delivery.status();
	}

	public UUID deliveryId() {
		return this.deliveryId;
	}

	public Delivery.Status status() {
		return this.status;
	}

}
