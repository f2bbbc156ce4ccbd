package io.wirepost.framing.rejection;

import java.util.Locale;

/** What follows bytes that are not a frame. */
public enum Resync {

	/** The rest of the stream is not decoded: the connection closes. */
	CLOSE,

	/** Decoding goes on where the next frame can begin. */
	SKIP;

	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
