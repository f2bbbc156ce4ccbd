package io.wirepost.forward.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a response's body to its end, and keeps the first of it: a receiver must not fill
 * the heap. Written by one thread, read by any.
 */
final class Excerpt {

	/** The most characters of the text. */
	static final int LONGEST = 256;

	/** A character takes four bytes of UTF-8 at most. */
	private static final int MAX_BYTES = 4 * LONGEST;

	private static final int CHUNK = 8192;

	private final ByteArrayOutputStream first = new ByteArrayOutputStream();

	/**
	 * What was read so far, on one line and without control characters; empty for
	 * nothing.
	 */
	synchronized String text() {
		String text = this.first.toString(StandardCharsets.UTF_8).replaceAll("[\\p{C}\\s]+", " ").strip();
		return (text.length() > LONGEST) ? text.substring(0, LONGEST) : text;
	}

	/** Reads a body to its end. */
	void read(InputStream body) throws IOException {
		byte[] some = new byte[CHUNK];
		for (int size = body.read(some); size >= 0; size = body.read(some)) {
			keep(some, size);
		}
	}

	private synchronized void keep(byte[] some, int size) {
		this.first.write(some, 0, Math.min(size, MAX_BYTES - this.first.size()));
	}

}
