package io.wirepost.transport;

import java.time.Instant;

import io.wirepost.message.Payload;

/**
 * An inbound frame, as it passes through the flow.
 *
 * @param payload the frame without its framing
 * @param offset where the frame begins, counted from the connection's first byte
 * @param receivedAt when its last byte was read
 */
public record InboundFrame(Payload payload, long offset, Instant receivedAt) {
}
