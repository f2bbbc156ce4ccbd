package io.wirepost.connection;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.internal.PlatformDependent;

import org.springframework.stereotype.Component;

/**
 * What all connections hold of frames whose rest has not come, and of streams that have
 * ended and may not be passed on yet: a frame may be large, and there may be many
 * connections, but the memory outside the heap is one. Each of the two has a share of its
 * own, as what is slowed down may stay for hours. Counted in units, so that short frames
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

	/** Nor do streams that have ended come often, and what is left of them is buffers. */
	private static final int SHARE_LEFT = 8;

	private final long most;

	private final long mostLeft;

	private final AtomicLong units = new AtomicLong();

	private final AtomicLong left = new AtomicLong();

	UnfinishedFrames() {
		this.most = PlatformDependent.maxDirectMemory() / SHARE / UNIT;
		this.mostLeft = PlatformDependent.maxDirectMemory() / SHARE_LEFT / UNIT;
	}

	/**
	 * Holds so many units more, or less.
	 * @return false if that is more than there may be; it is counted all the same
	 */
	boolean add(int more) {
		return this.units.addAndGet(more) <= this.most || more <= 0;
	}

	/**
	 * So many units more, or less, were left behind by who has ended the stream.
	 * @return false if that is more than there may be; it is counted all the same
	 */
	boolean leave(int more) {
		return this.left.addAndGet(more) <= this.mostLeft || more <= 0;
	}

	/** Units that were left behind. */
	long left() {
		return this.left.get();
	}

	/** 1 at the bound. */
	double fill() {
		return this.units.get() / (double) this.most;
	}

}
