package io.wirepost.web;

import java.time.Instant;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.message.MessageView;
import org.jspecify.annotations.Nullable;

/** A delivery in JSON. */
record DeliveryView(UUID id, @Nullable String deviceId, Delivery.Status status, Instant createdAt,
		@Nullable Instant writtenAt, @Nullable Instant expiresAt, int attempts, @Nullable UUID messageId,
		@Nullable MessageView reply, @Nullable String failure) {

	static DeliveryView of(Delivery delivery) {
		return new DeliveryView(delivery.id(), (delivery.device() != null) ? delivery.device().value() : null,
				delivery.status(), delivery.createdAt(), delivery.writtenAt(), delivery.expiresAt(),
				delivery.attempts(), (delivery.messageId() != null) ? delivery.messageId().value() : null,
				(delivery.reply() != null) ? MessageView.of(delivery.reply()) : null, delivery.failure());
	}

}
