package io.wirepost.connection;

import org.springframework.stereotype.Component;

/**
 * What all connections hold of streams that have ended and may not be passed on yet: at
 * its end the kernel hands over all that it has of a stream, whatever a gate says. Apart
 * from {@link UnfinishedFrames}, as what is slowed down may stay for hours, and others'
 * frames are not to suffer. Safe for all threads.
 */
@Component
class EndedStreams extends DirectMemoryShare {

	/** It is whole buffers that are counted, and it is seldom that there are any. */
	private static final int SHARE = 8;

	EndedStreams() {
		super(SHARE);
	}

}
