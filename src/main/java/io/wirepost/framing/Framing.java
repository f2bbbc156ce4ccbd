package io.wirepost.framing;

import io.netty.buffer.ByteBuf;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * How a stream of bytes is split into frames, and how a payload becomes one frame on the
 * wire. Immutable and safe for all threads; the state of a connection's stream is in its
 * {@link FrameDecoder}.
 */
public interface Framing {

	/** The most bytes that a frame's payload may have. */
	int maxFrameSize();

	/**
	 * A new decoder for one connection: a Netty handler that passes on a {@link ByteBuf}
	 * with each frame's payload. Used on that connection's event loop.
	 */
	FrameDecoder newDecoder();

	/**
	 * The bytes on the wire for one payload. May be called on any thread.
	 * @throws PayloadTooLargeException if it is larger than {@link #maxFrameSize()}
	 * @throws PayloadNotFrameableException if the payload cannot be carried as exactly
	 * one frame
	 */
	byte[] encode(Payload payload);

	/**
	 * The settings of this framing, complete enough to build it again.
	 */
	Settings settings();

}
