package io.wirepost.overload;

import org.springframework.stereotype.Component;

/** The shares of direct memory that all connections together may hold. */
@Component
public class MemoryBudgets {

	/**
	 * Incomplete frames: a quarter. Buffers are up to twice as large as their content,
	 * and there are two while one grows.
	 */
	private final MemoryBudget unfinishedFrames = new MemoryBudget(4);

	/**
	 * The rest of ended streams that flow control holds back: an eighth. When a stream
	 * ends the kernel delivers all its bytes, whatever flow control says. Separate from
	 * incomplete frames, because a slowed device may be read for hours, and the frames of
	 * others must not suffer.
	 */
	private final MemoryBudget endedStreams = new MemoryBudget(8);

	public MemoryBudget unfinishedFrames() {
		return this.unfinishedFrames;
	}

	public MemoryBudget endedStreams() {
		return this.endedStreams;
	}

}
