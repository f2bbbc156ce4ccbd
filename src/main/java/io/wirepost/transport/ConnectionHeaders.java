package io.wirepost.transport;

import java.util.Map;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * The headers that all messages of a connection share: an id, a timestamp and a map for
 * each would cost more than reading the frame. Device bytes are never headers.
 */
public final class ConnectionHeaders extends MessageHeaders {

	private static final long serialVersionUID = 1L;

	private static final String CONNECTION = "wirepost_connection";

	ConnectionHeaders(SocketConnection connection) {
		super(Map.of(IpHeaders.CONNECTION_ID, connection.getConnectionId(), CONNECTION, connection), ID_VALUE_NONE,
				-1L);
	}

	/** The connection that a message came on. */
	public static SocketConnection connection(Message<?> message) {
		SocketConnection connection = message.getHeaders().get(CONNECTION, SocketConnection.class);
		if (connection == null) {
			throw new IllegalArgumentException("The message has no connection of Wirepost's");
		}
		return connection;
	}

	/** One message under shared headers. */
	record Shared<T>(T payload, MessageHeaders headers) implements Message<T> {

		@Override
		public T getPayload() {
			return this.payload;
		}

		@Override
		public MessageHeaders getHeaders() {
			return this.headers;
		}

	}

}
