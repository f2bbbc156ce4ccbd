package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wirepost.delivery.reply.ReplyEnd;
import io.wirepost.message.DeviceId;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for, as it never changes.
 *
 * @param id a UUID of version 7
 * @param device the device it is for; null for a connection that has none
 * @param awaitReply how long its reply is awaited; null for not at all
 * @param replyEnd when its reply is complete; null if that is one frame
 * @param createdAt when it was requested
 * @param expiresAt until when it waits for its device; null if it does not
 * @param expiresNanos the same on the monotonic clock, which no change of the time moves;
 * 0 if it does not wait
 * @param broadcast the broadcast that it is part of; null for none
 * @param trace the trace of its request; null for none
 */
record DeliveryTerms(UUID id, @Nullable DeviceId device, @Nullable Duration awaitReply, @Nullable ReplyEnd replyEnd,
		Instant createdAt, @Nullable Instant expiresAt, long expiresNanos, @Nullable UUID broadcast,
		@Nullable TraceParent trace) {
}
