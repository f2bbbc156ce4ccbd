package io.wirepost.connection;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.internal.PlatformDependent;

/**
 * A share of the memory outside the heap, for one thing that all connections hold: one of
 * them may hold much, and there may be many, but the memory is one. Counted in units, so
 * that what is small costs nothing. Safe for all threads.
 */
class DirectMemoryShare {

	/** In bytes. */
	static final int UNIT = 4096;

	private final long most;

	private final AtomicLong units = new AtomicLong();

	/**
	 * @param share 4 for a quarter of the memory
	 */
	DirectMemoryShare(int share) {
		this.most = PlatformDependent.maxDirectMemory() / share / UNIT;
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

	/** What one connection holds of it: nothing yet. */
	Part part() {
		return new Part(this);
	}

	/** What one connection holds. Used on its event loop. */
	static final class Part {

		private final DirectMemoryShare share;

		private int units;

		private Part(DirectMemoryShare share) {
			this.share = share;
		}

		/**
		 * Holds so many bytes from now on.
		 * @return false if all connections together hold too much by that
		 */
		boolean hold(int bytes) {
			int more = bytes / UNIT - this.units;
			this.units += more;
			return more == 0 || this.share.add(more);
		}

	}

}
