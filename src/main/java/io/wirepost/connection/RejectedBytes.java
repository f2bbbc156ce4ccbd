package io.wirepost.connection;

import java.time.Instant;
import java.util.UUID;

import io.wirepost.framing.rejection.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Rejected bytes and their origin.
 *
 * @param number counts up from 1 since the start
 * @param at when
 * @param listener the listener; null for an endpoint
 * @param connectionId the connection
 * @param device the device, as far as it was known
 * @param remoteAddress the peer, as {@code address:port}
 * @param rejection why, at which offset, and the first of the bytes
 */
public record RejectedBytes(long number, Instant at, @Nullable String listener, UUID connectionId,
		@Nullable String device, String remoteAddress, Rejection rejection) {
}
