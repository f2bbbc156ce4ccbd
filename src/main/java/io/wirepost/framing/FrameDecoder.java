package io.wirepost.framing;

import io.netty.channel.ChannelInboundHandler;

/**
 * Takes a connection's bytes and passes on its frames: for each a
 * {@link io.netty.buffer.ByteBuf} with the payload, which the next handler releases. What
 * is no frame is passed on as a {@link Rejection}, in its place in the order. Called on
 * the connection's event loop.
 */
public interface FrameDecoder extends ChannelInboundHandler {

	/** How many bytes of a frame that is not whole yet are held. */
	int pendingBytes();

}
