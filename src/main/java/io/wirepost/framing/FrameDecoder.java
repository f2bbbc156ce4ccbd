package io.wirepost.framing;

import io.netty.channel.ChannelInboundHandler;
import io.wirepost.message.Payload;

/**
 * Takes a connection's bytes and passes on its frames: for each a
 * {@link io.netty.buffer.ByteBuf} with the payload, which the next handler releases. What
 * is no frame is passed on as a {@link Rejection}, in its place in the order; after a
 * fatal one it takes all that still comes without a word and holds nothing. The end of
 * the stream, or of the peer's half of it, inside a frame is a rejection, which is not
 * fatal: the end itself says that nothing more comes. Called on the connection's event
 * loop.
 */
public interface FrameDecoder extends ChannelInboundHandler {

	/** How many bytes of a frame that is not whole yet are held. */
	int pendingBytes();

	/**
	 * The first of the held bytes of a frame that is not whole yet, at most
	 * {@link Rejection#HEAD_BYTES}.
	 */
	Payload pendingHead();

	/**
	 * Where the frame that is being passed on begins, counted from the connection's first
	 * byte. Valid while the next handler has that frame.
	 */
	long frameOffset();

}
