package io.wirepost.web;

import java.time.Instant;
import java.util.UUID;

import io.wirepost.connection.Connection;
import io.wirepost.transport.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * A connection in JSON.
 *
 * @param replica the name of the replica that has it; null for a process on its own
 */
record ConnectionView(UUID id, @Nullable String deviceId, @Nullable String listener, @Nullable String endpoint,
		String remoteAddress, Instant openedAt, @Nullable Instant lastReadAt, @Nullable Instant lastWrittenAt,
		long messagesIn, long messagesOut, long bytesIn, long bytesOut, long pendingBytes, @Nullable Tls tls,
		@Nullable String replica) {

	static ConnectionView of(Connection connection, @Nullable String replica) {
		Traffic traffic = connection.traffic();
		return new ConnectionView(connection.id(), (connection.device() != null) ? connection.device().value() : null,
				connection.listener(), connection.endpoint(), connection.remoteAddress(), traffic.openedAt(),
				traffic.lastReadAt(), traffic.lastWrittenAt(), traffic.messagesIn(), traffic.messagesOut(),
				traffic.bytesIn(), traffic.bytesOut(), traffic.pendingBytes(),
				(traffic.tlsProtocol() != null) ? new Tls(traffic.tlsProtocol(), traffic.tlsSubject()) : null, replica);
	}

	/** The TLS of a connection. */
	record Tls(String protocol, @Nullable String subject) {
	}

}
