package io.wirepost.forward.stream;

import java.io.IOException;

/**
 * Where the bytes of one stream go. None of its methods may block. Called by one thread
 * at a time.
 */
public interface EventSink {

	/**
	 * Whether it takes bytes now. Where not, {@link LiveReader#wake()} is called once it
	 * does.
	 */
	boolean isReady();

	/** Takes some bytes. Only after {@link #isReady()} said so. */
	void write(byte[] bytes, int offset, int length) throws IOException;

	/** Lets go of what it still holds. Only after {@link #isReady()} said so. */
	void flush() throws IOException;

	/** Ends the stream. Called once, at the end. */
	void close();

}
