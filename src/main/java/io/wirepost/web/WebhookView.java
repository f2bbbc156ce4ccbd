package io.wirepost.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.forward.webhook.Webhook;
import io.wirepost.message.Direction;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in JSON.
 *
 * @param lag the age of the oldest message that it has not accepted, as an ISO-8601
 * duration
 * @param failures how many attempts failed in a row
 */
record WebhookView(String name, String url, String devices, @Nullable Direction direction, List<String> kinds,
		boolean events, int batchSize, UUID cursor, Duration lag, @Nullable Instant lastDeliveredAt,
		@Nullable String lastError, @Nullable Instant lastErrorAt, int failures, @Nullable Instant nextAttemptAt,
		@Nullable Instant skippedAt) {

	static WebhookView of(Webhook webhook) {
		return new WebhookView(webhook.name(), webhook.url(), webhook.devices(), webhook.direction(), webhook.kinds(),
				webhook.events(), webhook.batchSize(), webhook.cursor().value(), webhook.lag(),
				webhook.lastDeliveredAt(), webhook.lastError(), webhook.lastErrorAt(), webhook.failures(),
				webhook.nextAttemptAt(), webhook.skippedAt());
	}

}
