package io.wirepost.transport;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.AbstractClientConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

/**
 * A client connection factory of Spring Integration's on Netty. It does not dial:
 * {@code Endpoint} does, and registers the connection.
 */
public final class NettyClientConnectionFactory extends AbstractClientConnectionFactory {

	public NettyClientConnectionFactory(String host, int port) {
		super(host, port);
		setMapper(new FrameMapper());
	}

	@Override
	public void start() {
		setActive(true);
	}

	/**
	 * Registers a channel's connection with Spring Integration.
	 */
	public void register(SocketConnection connection) {
		wrapConnection(connection);
		initializeConnection(connection, null);
		setTheConnection(connection);
		connection.opened();
	}

	public void forget(SocketConnection connection) {
		this.connections.remove(connection.getConnectionId(), connection);
	}

	@Override
	protected TcpConnectionSupport obtainConnection() {
		@Nullable TcpConnectionSupport connection = getTheConnection();
		if (connection == null || !connection.isOpen()) {
			throw new UncheckedIOException(new IOException("The endpoint is not connected"));
		}
		return connection;
	}

}
