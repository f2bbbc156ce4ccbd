package io.wirepost.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.wirepost.delivery.Delivery;
import io.wirepost.message.MessageView;
import org.jspecify.annotations.Nullable;

/** A delivery in JSON; {@code replies} only if its reply may have several frames. */
record DeliveryView(UUID id, @Nullable String deviceId, Delivery.Status status, Instant createdAt,
		@Nullable Instant writtenAt, @Nullable Instant expiresAt, int attempts, @Nullable UUID messageId,
		@Nullable MessageView reply, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<MessageView> replies,
		@Nullable String failure) {

	static DeliveryView of(Delivery delivery) {
		return new DeliveryView(delivery.id(), (delivery.device() != null) ? delivery.device().value() : null,
				delivery.status(), delivery.createdAt(), delivery.writtenAt(), delivery.expiresAt(),
				delivery.attempts(), (delivery.messageId() != null) ? delivery.messageId().value() : null,
				(delivery.reply() != null) ? MessageView.of(delivery.reply()) : null,
				(delivery.replies() != null) ? delivery.replies().stream().map(MessageView::of).toList() : null,
				delivery.failure());
	}

}
