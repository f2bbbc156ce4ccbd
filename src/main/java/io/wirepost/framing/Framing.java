package io.wirepost.framing;

import io.netty.buffer.ByteBuf;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * How a stream of bytes falls into frames, and how a payload becomes one frame on the
 * wire. Immutable and safe for all threads; what a connection's stream needs to be
 * remembered lives in the {@link FrameDecoder} made for it.
 */
public interface Framing {

	/** The most bytes that a frame's payload may have. */
	int maxFrameSize();

	/**
	 * A new decoder, for one connection's stream. It is a Netty handler that passes on a
	 * {@link ByteBuf} for each frame's payload, and to be used on that connection's event
	 * loop alone.
	 */
	FrameDecoder newDecoder();

	/**
	 * The bytes on the wire for one payload. May be called on any thread.
	 * @throws PayloadTooLargeException if it is larger than {@link #maxFrameSize()}
	 * @throws PayloadNotFrameableException if the payload cannot be carried as exactly
	 * one frame; nothing is to be written then
	 */
	byte[] encode(Payload payload);

	/**
	 * This framing's settings in words, for those who ask what a listener does: enough to
	 * build it again.
	 */
	Settings settings();

}
