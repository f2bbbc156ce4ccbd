package io.wirepost.connection;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.messaging.Message;

/** Makes a frame a message, and a message a frame, as they are. */
final class FrameMapper extends TcpMessageMapper {

	@Override
	public Message<?> toMessage(TcpConnection connection, @Nullable Map<String, Object> headers) {
		Object frame = Objects.requireNonNull(connection.getPayload(), "A message is made of a frame");
		return new ConnectionHeaders.Shared<>(frame, ((DeviceConnection) connection).headers());
	}

	@Override
	public Object fromMessage(Message<?> message) {
		return message.getPayload();
	}

}
