package io.wirepost.transport;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.messaging.Message;

/**
 * Maps outbound messages to their frames. Inbound messages are made by the connection,
 * without a mapper.
 */
final class FrameMapper extends TcpMessageMapper {

	@Override
	public Message<?> toMessage(TcpConnection connection, @Nullable Map<String, Object> headers) {
		throw new UnsupportedOperationException("SocketConnection.received makes the messages");
	}

	@Override
	public Object fromMessage(Message<?> message) {
		return message.getPayload();
	}

}
