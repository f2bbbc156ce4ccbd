package io.wirepost.delivery.failure;

import java.util.UUID;

/**
 * A message that was written to its device, while the journal could not keep it so far.
 */
public class DeliveryNotKeptException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final UUID deliveryId;

	public DeliveryNotKeptException(UUID deliveryId) {
		super("The message was written to the device, but the journal could not keep it, or its answer, so far");
		this.deliveryId = deliveryId;
	}

	public UUID deliveryId() {
		return this.deliveryId;
	}

}
