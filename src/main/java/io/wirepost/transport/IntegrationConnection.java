package io.wirepost.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;

import javax.net.ssl.SSLSession;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

/**
 * What Spring Integration asks a connection, answered for a Netty channel. Safe for all
 * threads.
 */
abstract class IntegrationConnection extends TcpConnectionSupport {

	private final String idText;

	private final Channel channel;

	private final InetSocketAddress remote;

	private final String remoteAddress;

	private final ConnectionSource source;

	IntegrationConnection(UUID id, Channel channel, InetSocketAddress remote, ConnectionSource source) {
		super(source.events());
		this.idText = id.toString();
		this.channel = channel;
		this.remote = remote;
		this.remoteAddress = format(remote);
		this.source = source;
	}

	private static String format(InetSocketAddress remote) {
		String host = remote.getAddress().getHostAddress();
		return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + remote.getPort();
	}

	/** The peer, as {@code address:port}. */
	public String remoteAddress() {
		return this.remoteAddress;
	}

	public InetAddress address() {
		return this.remote.getAddress();
	}

	@Override
	public String getConnectionId() {
		return this.idText;
	}

	@Override
	public String getConnectionFactoryName() {
		return this.source.name();
	}

	@Override
	public String getHostAddress() {
		return this.remote.getAddress().getHostAddress();
	}

	@Override
	public String getHostName() {
		return getHostAddress();
	}

	@Override
	public int getPort() {
		return this.remote.getPort();
	}

	@Override
	public boolean isServer() {
		return this.source.endpoint() == null;
	}

	/** Null: frames go into the flow by themselves, not by way of a mapper. */
	@Override
	public @Nullable Object getPayload() {
		return null;
	}

	@Override
	public @Nullable Object getDeserializerStateKey() {
		return null;
	}

	@Override
	public @Nullable SSLSession getSslSession() {
		SslHandler tls = this.channel.pipeline().get(SslHandler.class);
		return (tls != null) ? tls.engine().getSession() : null;
	}

	/** Does nothing: the channel's event loop reads. */
	@Override
	public void run() {
	}

}
