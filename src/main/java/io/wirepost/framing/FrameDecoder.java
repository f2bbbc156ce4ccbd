package io.wirepost.framing;

import io.netty.channel.ChannelInboundHandler;
import io.wirepost.message.Payload;

/**
 * Takes a connection's bytes and passes on its frames: for each a
 * {@link io.netty.buffer.ByteBuf} with the payload, which the next handler releases.
 * Bytes that are not a frame are passed on as a {@link Rejection}, in stream order; after
 * a fatal one all further bytes are discarded. If the stream, or the peer's half of it,
 * ends inside a frame, that is a rejection too. It is not fatal, because the connection
 * closes anyway. Called on the connection's event loop.
 */
public interface FrameDecoder extends ChannelInboundHandler {

	/** The number of buffered bytes of an incomplete frame. */
	int pendingBytes();

	/**
	 * The first buffered bytes of an incomplete frame, at most
	 * {@link Rejection#HEAD_BYTES}.
	 */
	Payload pendingHead();

	/**
	 * The offset of the frame that is being passed on, counted from the connection's
	 * first byte. Valid while the next handler handles that frame.
	 */
	long frameOffset();

	/**
	 * Whether the checksum of the frame that is being passed on is right, or not checked.
	 * Valid while the next handler handles that frame.
	 */
	default boolean isIntact() {
		return true;
	}

	/**
	 * Gives up the incomplete frame at the front, whose deadline has passed, where the
	 * framing can go on inside it ({@code resync: skip}). Passes on a rejection that is
	 * not fatal, with the reason {@link Rejection.Reason#FRAME_TIMEOUT}, and the frames
	 * found behind it. What is pending then is another frame, with its own deadline.
	 * @param detail a sentence for the rejection
	 * @return whether it did; if not, nothing was passed on and the connection has to
	 * close
	 */
	default boolean skipPending(String detail) {
		return false;
	}

	/**
	 * Passes on what was skipped and is not reported yet, because more of it may come.
	 */
	default void reportSkipped() {
	}

}
