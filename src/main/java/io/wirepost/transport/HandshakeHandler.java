package io.wirepost.transport;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.wirepost.framing.FrameDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a channel: waits for the handshakes (a PROXY header, TLS), then makes the
 * connection and replaces itself by the handlers that read frames. Used on the channel's
 * event loop.
 */
public final class HandshakeHandler extends ChannelInboundHandlerAdapter {

	private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);

	private static final AttributeKey<Throwable> FAILURE = AttributeKey.valueOf(HandshakeHandler.class, "failure");

	private final ConnectionSource source;

	private final FlowControlHandler flowControl;

	private boolean awaitsProxy;

	private boolean awaitsTls;

	private boolean refused;

	private @Nullable InetSocketAddress remote;

	private @Nullable ScheduledFuture<?> deadline;

	public HandshakeHandler(ConnectionSource source, FlowControlHandler flowControl, boolean awaitsProxy,
			boolean awaitsTls) {
		this.source = source;
		this.flowControl = flowControl;
		this.awaitsProxy = awaitsProxy;
		this.awaitsTls = awaitsTls;
	}

	/** Why a channel that has closed never became a connection. */
	public static Throwable failure(Channel channel) {
		Throwable failure = channel.attr(FAILURE).get();
		return (failure != null) ? failure
				: new ConnectException("the peer closed the connection before it was usable");
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.remote = (InetSocketAddress) context.channel().remoteAddress();
		if (!this.awaitsProxy && isRefused(context)) {
			return;
		}
		if (this.awaitsProxy || this.awaitsTls) {
			this.deadline = context.executor()
				.schedule(() -> context.close(), this.source.profile().timeouts().firstFrame().toNanos(),
						TimeUnit.NANOSECONDS);
		}
		else {
			open(context);
		}
		context.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HAProxyMessage header) {
			// The path of a Unix socket is not an address, and would be looked up as a
			// host name.
			if (header.proxiedProtocol().addressFamily() != HAProxyProxiedProtocol.AddressFamily.AF_UNIX
					&& header.sourceAddress() != null) {
				this.remote = new InetSocketAddress(header.sourceAddress(), header.sourcePort());
			}
			ReferenceCountUtil.release(header);
			this.awaitsProxy = false;
			if (!isRefused(context)) {
				openWhenReady(context);
			}
		}
		else {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (this.refused) {
				return;
			}
			if (!handshake.isSuccess()) {
				LOG.debug("TLS handshake with {} failed: {}", this.remote, handshake.cause().getMessage());
				context.channel().attr(FAILURE).set(handshake.cause());
				this.source.refused(Refusal.TLS);
				context.close();
				return;
			}
			this.awaitsTls = false;
			openWhenReady(context);
		}
		if (event == FlowControlHandler.TooMuchBuffered.INSTANCE) {
			this.refused = true;
			this.flowControl.close(FlowControlHandler.Reason.CLOSING);
			this.source.refused(Refusal.OVERLOAD);
			context.close();
			return;
		}
		context.fireUserEventTriggered(event);
	}

	/** Whether the peer's address is refused; then the channel closes. */
	private boolean isRefused(ChannelHandlerContext context) {
		Refusal refusal = (this.remote != null) ? this.source.refusal(this.remote) : null;
		if (refusal == null) {
			return false;
		}
		this.refused = true;
		this.flowControl.close(FlowControlHandler.Reason.CLOSING);
		this.source.refused(refusal);
		context.channel().close();
		return true;
	}

	private void openWhenReady(ChannelHandlerContext context) {
		if (!this.awaitsProxy && !this.awaitsTls) {
			open(context);
		}
	}

	private void open(ChannelHandlerContext context) {
		if (this.remote == null) {
			// The peer had closed before its address could be read.
			context.close();
			return;
		}
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
		ConnectionSource.Connected connected = this.source.connect(context.channel(), this.flowControl, this.remote,
				certificate(context));
		if (connected == null) {
			context.close();
			return;
		}
		try {
			addHandlers(context.pipeline(), connected);
		}
		catch (RuntimeException | Error ex) {
			// There is no handler yet that would tell of its end.
			connected.listener().closed();
			throw ex;
		}
		context.pipeline().remove(this);
	}

	private void addHandlers(ChannelPipeline pipeline, ConnectionSource.Connected connected) {
		SocketConnection connection = connected.connection();
		FrameDecoder decoder = this.source.profile().framing().newDecoder();
		pipeline.addLast(new DeadlineHandler(connection, connected.listener(), decoder, this.flowControl), decoder,
				new FrameHandler(connection, decoder, connected.listener()));
	}

	private static @Nullable X509Certificate certificate(ChannelHandlerContext context) {
		SslHandler tls = context.pipeline().get(SslHandler.class);
		if (tls == null) {
			return null;
		}
		try {
			Certificate[] chain = tls.engine().getSession().getPeerCertificates();
			return (chain.length > 0 && chain[0] instanceof X509Certificate first) ? first : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		LOG.debug("Connection of {} ended before it began: {}", this.remote, cause.getMessage());
		if (this.awaitsProxy) {
			// Closing ends the header and fails again; do not count it twice.
			this.awaitsProxy = false;
			this.source.refused(Refusal.NOT_A_PROXY);
		}
		context.close();
	}

}
