package io.wirepost.overload;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.internal.PlatformDependent;

/**
 * A share of the memory outside the heap, for one thing that all connections hold: one of
 * them may hold much, and there may be many, but the memory is one. Counted in units, so
 * that what is small costs nothing. Safe for all threads.
 */
public final class MemoryBudget {

	/** In bytes. */
	public static final int UNIT = 4096;

	private final long most;

	private final AtomicLong units = new AtomicLong();

	/**
	 * @param share 4 for a quarter of the memory
	 */
	MemoryBudget(int share) {
		this.most = PlatformDependent.maxDirectMemory() / share / UNIT;
	}

	/**
	 * Holds so many units more, or less.
	 * @return false if that is more than there may be; it is counted all the same
	 */
	public boolean add(int more) {
		return this.units.addAndGet(more) <= this.most || more <= 0;
	}

	/** 1 at the bound. */
	public double fill() {
		return this.units.get() / (double) this.most;
	}

	/** What one connection holds of it: nothing yet. */
	public Part part() {
		return new Part(this);
	}

	/** What one connection holds. Used on its event loop. */
	public static final class Part {

		private final MemoryBudget budget;

		private int units;

		private Part(MemoryBudget budget) {
			this.budget = budget;
		}

		/**
		 * Holds so many bytes from now on.
		 * @return false if all connections together hold too much by that
		 */
		public boolean hold(int bytes) {
			int more = bytes / UNIT - this.units;
			this.units += more;
			return more == 0 || this.budget.add(more);
		}

	}

}
