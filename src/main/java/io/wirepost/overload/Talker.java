package io.wirepost.overload;

/** A connection whose reading can be paused. Safe for all threads; nothing blocks. */
public interface Talker {

	/** Bytes read from its socket so far. */
	long bytesRead();

	/** Stops reading. */
	void pause();

	/** Reads again after {@link #pause()}. */
	void resume();

}
