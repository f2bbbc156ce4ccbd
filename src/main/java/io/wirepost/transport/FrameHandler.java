package io.wirepost.transport;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.wirepost.framing.FrameDecoder;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.Payload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a channel's pipeline: hands its frames to the connection, and rejections and
 * the close to the listener. Used on the connection's event loop.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {

	private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

	private final SocketConnection connection;

	private final FrameDecoder decoder;

	private final ConnectionListener listener;

	FrameHandler(SocketConnection connection, FrameDecoder decoder, ConnectionListener listener) {
		this.connection = connection;
		this.decoder = decoder;
		this.listener = listener;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (this.connection.isSettling()) {
				return;
			}
			if (message instanceof ByteBuf frame) {
				this.connection.received(new InboundFrame(Payload.owning(ByteBufUtil.getBytes(frame)),
						this.decoder.frameOffset(), this.decoder.isIntact(), this.connection.lastReadAt()));
			}
			else if (message instanceof Rejection rejection) {
				this.listener.rejected(rejection);
				if (rejection.fatal()) {
					this.connection.settle(CloseReason.REJECTED);
				}
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			// Half-closed: send pending acknowledgements, then close.
			this.connection.settle(CloseReason.CLOSED_BY_PEER);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.connection.inactive();
		this.listener.closed();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// What breaks TLS comes wrapped.
		boolean broke = cause instanceof IOException || cause.getCause() instanceof IOException;
		this.connection.ends(broke ? CloseReason.LOST : CloseReason.ERROR);
		if (cause instanceof IOException) {
			LOG.debug("Connection {} broke: {}", this.connection.getConnectionId(), cause.getMessage());
		}
		else {
			LOG.warn("Closing connection {} of {} after an unexpected error", this.connection.getConnectionId(),
					this.connection.remoteAddress(), cause);
		}
		context.close();
	}

}
