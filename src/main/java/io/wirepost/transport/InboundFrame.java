package io.wirepost.transport;

import java.time.Instant;

import io.wirepost.message.Payload;

/**
 * An inbound frame, as it passes through the flow.
 *
 * @param payload the frame without its framing
 * @param offset where the frame begins, counted from the connection's first byte
 * @param intact whether its checksum fits, or it has none
 * @param receivedAt when its last byte was read
 */
public record InboundFrame(Payload payload, long offset, boolean intact, Instant receivedAt) {
}
