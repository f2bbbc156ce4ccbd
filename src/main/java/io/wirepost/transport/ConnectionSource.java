package io.wirepost.transport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.MessageChannel;

/** Where connections come from: a listener, or an endpoint that was dialled. */
public interface ConnectionSource {

	/** The name for logs and Spring Integration. */
	String name();

	/** The listener's name; null for an endpoint. */
	@Nullable String listener();

	/** The endpoint as {@code host:port}; null for a listener. */
	@Nullable String endpoint();

	ConnectionProfile profile();

	ConnectionMetrics.Counters counters();

	/** The channel into the flow that ends at the sockets. */
	MessageChannel sink();

	ApplicationEventPublisher events();

	/**
	 * Why a peer is refused by its address, before any other handshake; null if it is
	 * not. Called on the channel's event loop.
	 * @param remote the peer; behind a proxy, as the proxy says
	 */
	default @Nullable Refusal refusal(InetSocketAddress remote) {
		return null;
	}

	/**
	 * Makes the connection of a channel after its handshakes. Called on the channel's
	 * event loop.
	 * @param remote the peer; behind a proxy, as the proxy says
	 * @param certificate the peer's certificate; null for none
	 * @return null if it is refused; the channel is closed then
	 */
	@Nullable Connected connect(Channel channel, FlowControlHandler flowControl, InetSocketAddress remote,
			@Nullable X509Certificate certificate);

	/** Bytes of one of its connections are not a frame. */
	void rejected();

	/** One of its connections was not accepted, or was closed. */
	void refused(Refusal refusal);

	/** A new connection, and its listener. */
	record Connected(SocketConnection connection, ConnectionListener listener) {
	}

}
