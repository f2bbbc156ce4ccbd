package io.wirepost.framing.rejection;

import io.wirepost.message.Payload;

/**
 * Bytes that are not a frame.
 *
 * @param reason why
 * @param detail a sentence: what was expected, and what arrived
 * @param offset where these bytes begin, counted from the connection's first byte
 * @param size the number of rejected bytes, as far as they have arrived
 * @param first the first of these bytes, at most {@value #HEAD_BYTES}
 * @param fatal whether the rest of the stream cannot be decoded, so that the connection
 * has to close
 */
public record Rejection(Reason reason, String detail, long offset, long size, Payload first, boolean fatal) {

	/** How many of the rejected bytes are stored. */
	public static final int HEAD_BYTES = 64;

	/** Why bytes are not a frame. */
	public enum Reason {

		/** The frame is larger than the framing allows. */
		TOO_LARGE,

		/** The stream ended inside a frame. */
		INCOMPLETE,

		/** Bytes outside of any frame, or a frame that begins or ends wrongly. */
		GARBAGE,

		/**
		 * The length is invalid: no number, negative, or smaller than the frame's header
		 * or {@code min-frame-size}.
		 */
		BAD_LENGTH,

		/** The frame does not end with its {@code trailer}. */
		TRAILER,

		/** The frame's checksum is wrong. */
		CHECKSUM,

		/** An expression cannot be evaluated for the frame. */
		EXPRESSION,

		/** The frame was not complete at its deadline. */
		FRAME_TIMEOUT,

		/** The frame did not identify the device. */
		UNIDENTIFIED,

		/**
		 * A step of the protocol's {@code on-connect} failed: these bytes came last.
		 */
		ON_CONNECT

	}

}
