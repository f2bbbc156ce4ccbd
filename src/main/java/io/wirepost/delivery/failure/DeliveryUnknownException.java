package io.wirepost.delivery.failure;

import java.util.UUID;

/** There is no delivery of that id, or no longer. */
public class DeliveryUnknownException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public DeliveryUnknownException(UUID id) {
		super("There is no delivery '%s'; it may have been dropped by age (wirepost.deliveries.retention)"
			.formatted(id));
	}

}
