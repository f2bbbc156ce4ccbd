package io.wirepost.framing;

import java.util.Locale;

/** What follows bytes that are not a frame. */
enum Resync {

	/** The rest of the stream is not decoded: the connection closes. */
	CLOSE,

	/** Decoding goes on where the next frame can begin. */
	SKIP;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
