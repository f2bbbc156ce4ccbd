package io.wirepost.framing;

import io.wirepost.message.Payload;

/**
 * Bytes that were no frame.
 *
 * @param reason why, as a word for metrics and callers
 * @param detail a sentence: what was expected, and what came
 * @param offset where these bytes began, counted from the connection's first byte
 * @param size how many bytes are rejected, as far as they have come
 * @param first the first of these bytes, at most {@value #HEAD_BYTES}
 * @param fatal whether the stream cannot be understood from here on, so that the
 * connection has to close
 */
public record Rejection(Reason reason, String detail, long offset, long size, Payload first, boolean fatal) {

	/** How many of the rejected bytes are kept. */
	public static final int HEAD_BYTES = 64;

	/** Why bytes were no frame. */
	public enum Reason {

		/** The frame is larger than the framing allows. */
		TOO_LARGE,

		/** The stream ended inside a frame. */
		INCOMPLETE,

		/** Bytes outside of any frame, or that cannot begin or end one. */
		GARBAGE,

		/** A length that cannot be: negative, or smaller than its own header. */
		BAD_LENGTH,

		/** The frame was not whole by its deadline. */
		FRAME_TIMEOUT,

		/** The frame did not tell who the device is. */
		UNIDENTIFIED

	}

}
