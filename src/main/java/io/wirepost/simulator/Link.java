package io.wirepost.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A device's socket, which never blocks. */
interface Link {

	/** Whether handshakes are over, so that bytes can be sent. */
	default boolean isReady() {
		return true;
	}

	/** Writes what the socket takes now. */
	void write(ByteBuffer bytes) throws IOException;

	/** Reads what there is; -1 at the end. */
	int read(ByteBuffer bytes) throws IOException;

	/** Whether bytes wait for the socket to take them. */
	default boolean wantsToWrite() {
		return false;
	}

}
