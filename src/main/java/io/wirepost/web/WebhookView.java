package io.wirepost.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.wirepost.forward.webhook.Replay;
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
		boolean events, int batchSize, String onRefused, UUID cursor, Duration lag, @Nullable Instant lastDeliveredAt,
		@Nullable String lastError, @Nullable Instant lastErrorAt, int failures, @Nullable Instant nextAttemptAt,
		@Nullable Instant skippedAt, boolean paused, @Nullable ReplayView replay) {

	static WebhookView of(Webhook webhook) {
		return new WebhookView(webhook.name(), webhook.url(), webhook.devices(), webhook.direction(), webhook.kinds(),
				webhook.events(), webhook.batchSize(), webhook.onRefused().name().toLowerCase(Locale.ROOT),
				webhook.cursor().value(), webhook.lag(), webhook.lastDeliveredAt(), webhook.lastError(),
				webhook.lastErrorAt(), webhook.failures(), webhook.nextAttemptAt(), webhook.skippedAt(),
				webhook.paused(), ReplayView.of(webhook));
	}

	/**
	 * The last replay of a webhook.
	 *
	 * @param from where it begins, a time or an id
	 * @param to where it ends, a time or an id
	 * @param at everything up to it is done
	 * @param sent how many messages were accepted
	 * @param lastError why an attempt last failed; null for never since the start
	 */
	record ReplayView(UUID id, String from, String to, UUID at, long sent, boolean done, @Nullable String lastError) {

		private static @Nullable ReplayView of(Webhook webhook) {
			Replay replay = webhook.replay();
			return (replay != null) ? new ReplayView(replay.id(), replay.from(), replay.to(), replay.at().value(),
					replay.sent(), replay.done(), webhook.replayError()) : null;
		}

	}

}
