package io.wirepost.connection;

import org.springframework.stereotype.Component;

/** What all connections hold of frames whose rest has not come. Safe for all threads. */
@Component
class UnfinishedFrames extends DirectMemoryShare {

	/**
	 * Buffers are up to twice as large as what is in them, and there are two of each
	 * while one grows.
	 */
	private static final int SHARE = 4;

	UnfinishedFrames() {
		super(SHARE);
	}

}
