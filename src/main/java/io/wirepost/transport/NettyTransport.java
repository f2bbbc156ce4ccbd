package io.wirepost.transport;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The event loops under every connection: native epoll on Linux, NIO elsewhere. */
@Component
public class NettyTransport implements DisposableBean {

	private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

	static {
		// For tests only: it takes a stack trace for about every hundredth buffer.
		if (System.getProperty(LEAK_DETECTION) == null) {
			ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
		}
	}

	private final boolean epoll = Epoll.isAvailable();

	/** Accepting has its own thread, so that a flood of frames cannot delay it. */
	private final EventLoopGroup acceptors = group("wirepost-accept", 1);

	private final EventLoopGroup connections = group("wirepost-io",
			Math.max(2, Runtime.getRuntime().availableProcessors()));

	private EventLoopGroup group(String name, int threads) {
		IoHandlerFactory handlers = this.epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers);
	}

	EventLoopGroup acceptors() {
		return this.acceptors;
	}

	/** The event loops of connections. */
	public EventLoopGroup connections() {
		return this.connections;
	}

	Class<? extends ServerSocketChannel> serverChannel() {
		return this.epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
	}

	/** The channel type for dialling. */
	public Class<? extends SocketChannel> channel() {
		return this.epoll ? EpollSocketChannel.class : NioSocketChannel.class;
	}

	@Override
	public void destroy() {
		this.acceptors.shutdownGracefully(0, 2, TimeUnit.SECONDS);
		this.connections.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
	}

}
