package io.wirepost.delivery;

import java.util.UUID;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries to list, the newest first. What is null does not restrict.
 *
 * @param device to this device
 * @param status of this status
 * @param broadcast of this broadcast
 * @param before go on behind this id, towards older ones
 * @param limit at most so many, at least 1
 */
public record DeliveryQuery(@Nullable DeviceId device, Delivery.@Nullable Status status, @Nullable UUID broadcast,
		@Nullable UUID before, int limit) {

	/** Whether a delivery is one of those asked for, apart from its place. */
	public boolean matches(StoredDelivery delivery) {
		return (this.device == null || this.device.equals(delivery.device()))
				&& (this.status == null || this.status == delivery.status())
				&& (this.broadcast == null || this.broadcast.equals(delivery.broadcast()));
	}

}
