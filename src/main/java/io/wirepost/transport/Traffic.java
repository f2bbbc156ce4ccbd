package io.wirepost.transport;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The counters and times of a connection.
 *
 * @param openedAt when it was accepted or dialled
 * @param lastReadAt when bytes were last read; null for never
 * @param lastWrittenAt when bytes were last written; null for never
 * @param messagesIn frames read
 * @param messagesOut frames written
 * @param bytesIn bytes of the payloads read
 * @param bytesOut bytes of the payloads written
 * @param pendingBytes bytes that wait to be written
 * @param tlsProtocol the TLS version; null without TLS
 * @param tlsSubject the subject of the peer's certificate; null for none
 */
public record Traffic(Instant openedAt, @Nullable Instant lastReadAt, @Nullable Instant lastWrittenAt, long messagesIn,
		long messagesOut, long bytesIn, long bytesOut, long pendingBytes, @Nullable String tlsProtocol,
		@Nullable String tlsSubject) {
}
