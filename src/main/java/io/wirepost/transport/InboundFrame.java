package io.wirepost.transport;

import java.time.Instant;

import io.wirepost.message.Payload;

/**
 * One frame on its way from a socket into the flow.
 *
 * @param payload what the framing took out of the stream
 * @param offset where the frame began, counted from the connection's first byte
 * @param receivedAt when its last byte was read
 */
public record InboundFrame(Payload payload, long offset, Instant receivedAt) {
}
