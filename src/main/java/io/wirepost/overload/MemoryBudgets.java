package io.wirepost.overload;

import org.springframework.stereotype.Component;

/** What all connections together may hold of the memory outside the heap. */
@Component
public class MemoryBudgets {

	/**
	 * Frames whose rest has not come: a quarter. Buffers are up to twice as large as what
	 * is in them, and there are two of each while one grows.
	 */
	private final MemoryBudget unfinishedFrames = new MemoryBudget(4);

	/**
	 * Streams that have ended and may not be passed on yet: an eighth. At its end the
	 * kernel hands over all that it has of a stream, whatever flow control says. Apart
	 * from unfinished frames, as what is slowed down may stay for hours, and others'
	 * frames are not to suffer.
	 */
	private final MemoryBudget endedStreams = new MemoryBudget(8);

	public MemoryBudget unfinishedFrames() {
		return this.unfinishedFrames;
	}

	public MemoryBudget endedStreams() {
		return this.endedStreams;
	}

}
