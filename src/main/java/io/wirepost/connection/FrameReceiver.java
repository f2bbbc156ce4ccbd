package io.wirepost.connection;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.wirepost.framing.Rejection;
import io.wirepost.message.Payload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a channel's pipeline: hands its frames and its end to the connection. */
final class FrameReceiver extends ChannelInboundHandlerAdapter {

	private static final Logger LOG = LoggerFactory.getLogger(FrameReceiver.class);

	private final DeviceConnection connection;

	private final Reception reception;

	FrameReceiver(DeviceConnection connection, Reception reception) {
		this.connection = connection;
		this.reception = reception;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (this.connection.isSettling()) {
				return;
			}
			if (message instanceof ByteBuf frame) {
				this.connection.received(Payload.owning(ByteBufUtil.getBytes(frame)));
			}
			else if (message instanceof Rejection rejection) {
				this.reception.rejected(this.connection, rejection);
				if (rejection.fatal()) {
					this.connection.settle();
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
			// The device says no more, but still hears: it gets what it is owed.
			this.connection.settle();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.connection.inactive();
		this.reception.closed(this.connection);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException) {
			LOG.debug("Connection {} broke: {}", this.connection.getConnectionId(), cause.getMessage());
		}
		else {
			LOG.warn("Closing connection {} of {} after an unexpected fault", this.connection.getConnectionId(),
					this.connection.remoteAddress(), cause);
		}
		context.close();
	}

}
