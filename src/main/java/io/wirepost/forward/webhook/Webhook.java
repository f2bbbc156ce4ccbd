package io.wirepost.forward.webhook;

import java.time.Duration;
import java.time.Instant;

import io.wirepost.message.Direction;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * A webhook and how far it is.
 *
 * @param url where it posts to, without what may be secret in it
 * @param devices of which devices
 * @param direction of which direction; null for both
 * @param cursor everything up to it was taken, or is not for this webhook
 * @param lag how old the oldest message is that was not taken yet; zero if there is none
 * @param lastDeliveredAt when messages were taken; null for not since the start
 * @param lastError why an attempt failed, in a sentence; null for none since the start
 * @param failures how many attempts failed in a row
 * @param nextAttemptAt null while none is waited for
 * @param skippedAt when it was found that retention had dropped messages before they were
 * taken; null for never since the start
 */
public record Webhook(String name, String url, String devices, @Nullable Direction direction, int batchSize,
		Position cursor, Duration lag, @Nullable Instant lastDeliveredAt, @Nullable String lastError,
		@Nullable Instant lastErrorAt, int failures, @Nullable Instant nextAttemptAt, @Nullable Instant skippedAt) {
}
