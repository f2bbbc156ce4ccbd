package io.wirepost.connection;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.internal.PlatformDependent;

import org.springframework.stereotype.Component;

/**
 * What all connections hold of frames whose rest has not come, and of streams that have
 * ended and are not read yet: a frame may be large, and there may be many connections,
 * but the memory outside the heap is one. It is counted in units, so that short frames
 * cost nothing. Safe for all threads.
 */
@Component
class UnfinishedFrames {

	/** In bytes. */
	static final int UNIT = 4096;

	/**
	 * Buffers are up to twice as large as what is in them, and there are two of each
	 * while one grows.
	 */
	private static final int SHARE = 4;

	private final long most;

	private final AtomicLong units = new AtomicLong();

	UnfinishedFrames() {
		this.most = PlatformDependent.maxDirectMemory() / SHARE / UNIT;
	}

	/**
	 * Holds so many units more, or less.
	 * @return false if that is more than there may be; it is counted all the same
	 */
	boolean add(int more) {
		return this.units.addAndGet(more) <= this.most || more <= 0;
	}

	/** 1 at the bound. */
	double fill() {
		return this.units.get() / (double) this.most;
	}

}
