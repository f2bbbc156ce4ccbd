package io.wirepost.framing;

import io.netty.channel.ChannelInboundHandler;

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

	/**
	 * After how many reads Netty lets go of the frames before the one that is not whole
	 * yet. By default it is 16: of reads of 64 KB that is a megabyte for each connection.
	 */
	int DISCARD_AFTER_READS = 1;

	/** How many bytes of a frame that is not whole yet are held. */
	int pendingBytes();

}
