package io.wirepost.forward.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.wirepost.message.Direction;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * A webhook and its progress.
 *
 * @param url where it posts to, without possible secrets
 * @param devices of which devices
 * @param direction of which direction; null for both
 * @param kinds of which kinds; empty for all
 * @param events whether presence goes out too
 * @param onRefused what happens to messages that the receiver refuses
 * @param cursor everything up to it was accepted, or is not for this webhook
 * @param lag the age of the oldest message that is not accepted yet; zero for none
 * @param lastDeliveredAt when messages were last accepted; null for never since the start
 * @param lastError why an attempt last failed, in a sentence; null for never since the
 * start
 * @param failures how many attempts failed in a row
 * @param nextAttemptAt when the next attempt is due; null for none
 * @param skippedAt when retention was last found to have dropped messages before they
 * were accepted; null for never since the start
 * @param paused whether it posts nothing until it is resumed
 * @param replay the last replay; null for none
 * @param replayError why an attempt of the replay last failed, in a sentence; null for
 * never since the start
 */
public record Webhook(String name, String url, String devices, @Nullable Direction direction, List<String> kinds,
		boolean events, int batchSize, OnRefused onRefused, Position cursor, Duration lag,
		@Nullable Instant lastDeliveredAt, @Nullable String lastError, @Nullable Instant lastErrorAt, int failures,
		@Nullable Instant nextAttemptAt, @Nullable Instant skippedAt, boolean paused, @Nullable Replay replay,
		@Nullable String replayError) {
}
