package io.wirepost.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;

/**
 * A server connection factory of Spring Integration's on Netty: the port is bound when
 * {@link #start()} returns.
 */
public final class NettyServerConnectionFactory extends AbstractServerConnectionFactory {

	private static final int BACKLOG = 4096;

	private final NettyTransport transport;

	private final String bind;

	private final ChannelHandler acceptor;

	private final ChannelHandler child;

	private volatile @Nullable Channel server;

	/** The bound port or, when it is closed, the last one; 0 before the first. */
	private volatile int boundPort;

	public NettyServerConnectionFactory(NettyTransport transport, String bind, int port, ChannelHandler acceptor,
			ChannelHandler child) {
		super(port);
		this.transport = transport;
		this.bind = bind;
		this.acceptor = acceptor;
		this.child = child;
		setMapper(new FrameMapper());
	}

	/**
	 * Binds the port.
	 * @throws ListenerNotBoundException if that fails
	 */
	@Override
	public void start() {
		if (!isActive()) {
			bind();
			setActive(true);
		}
	}

	private void bind() {
		InetSocketAddress address = new InetSocketAddress(this.bind, getPort());
		if (address.isUnresolved()) {
			throw new ListenerNotBoundException(this.bind, getPort(), "there is no such address");
		}
		ChannelFuture bound = new ServerBootstrap().group(this.transport.acceptors(), this.transport.connections())
			.channel(this.transport.serverChannel())
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.option(ChannelOption.SO_REUSEADDR, true)
			.handler(this.acceptor)
			.childHandler(this.child)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.SO_KEEPALIVE, true)
			.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.bind(address)
			.awaitUninterruptibly();
		if (!bound.isSuccess()) {
			throw new ListenerNotBoundException(this.bind, getPort(), String.valueOf(bound.cause().getMessage()));
		}
		this.server = bound.channel();
		this.boundPort = ((InetSocketAddress) bound.channel().localAddress()).getPort();
		setListening(true);
		publishServerListeningEvent(getPort());
	}

	/**
	 * Registers a channel's connection with Spring Integration.
	 */
	public void register(SocketConnection connection) {
		wrapConnection(connection);
		initializeConnection(connection, null);
		connection.opened();
	}

	public void forget(SocketConnection connection) {
		this.connections.remove(connection.getConnectionId(), connection);
	}

	/** Stops accepting; open connections stay. */
	public void stopAccepting() {
		Channel channel = this.server;
		if (channel != null) {
			setListening(false);
			channel.close().awaitUninterruptibly();
		}
	}

	/**
	 * Accepts connections again, on the same port.
	 * @throws ListenerNotBoundException if that fails
	 */
	public void acceptAgain() {
		if (isActive() && !isListening()) {
			bind();
		}
	}

	@Override
	public void stop() {
		if (isActive()) {
			stopAccepting();
			super.stop();
		}
	}

	@Override
	public int getPort() {
		return (this.boundPort != 0) ? this.boundPort : super.getPort();
	}

	@Override
	public SocketAddress getServerSocketAddress() {
		return Objects.requireNonNull(this.server, "The listener is not bound").localAddress();
	}

	/** Nothing to run: Netty's event loop accepts. */
	@Override
	public void run() {
	}

}
