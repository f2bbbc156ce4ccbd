package io.wirepost.forward.stream;

import java.io.IOException;

/**
 * The output of one stream. No method may block. Called by one thread at a time.
 */
public interface EventSink {

	/**
	 * Whether it accepts bytes now. If not, {@link LiveReader#wake()} is called once it
	 * does.
	 */
	boolean isReady();

	/** Writes bytes. Only after {@link #isReady()} returned true. */
	void write(byte[] bytes, int offset, int length) throws IOException;

	/** Flushes buffered bytes. Only after {@link #isReady()} returned true. */
	void flush() throws IOException;

	/** Ends the stream. Called once, at the end. */
	void close();

}
