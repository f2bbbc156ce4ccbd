package io.wirepost.overload;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.internal.PlatformDependent;

/**
 * A share of direct memory for one purpose, common to all connections. Counted in units,
 * so that small amounts cost nothing. Safe for all threads.
 */
public final class MemoryBudget {

	/** The size of a unit in bytes. */
	public static final int UNIT = 4096;

	private final long most;

	private final AtomicLong units = new AtomicLong();

	/**
	 * @param share 4 for a quarter of direct memory
	 */
	MemoryBudget(int share) {
		this.most = PlatformDependent.maxDirectMemory() / share / UNIT;
	}

	/**
	 * Adds or removes units.
	 * @return false if that exceeds the budget; it is counted anyway
	 */
	public boolean add(int more) {
		return this.units.addAndGet(more) <= this.most || more <= 0;
	}

	/** 1 at the bound. */
	public double fill() {
		return this.units.get() / (double) this.most;
	}

	/** The part of one connection, empty at first. */
	public Part part() {
		return new Part(this);
	}

	/** The part of one connection. Used on its event loop. */
	public static final class Part {

		private final MemoryBudget budget;

		private int units;

		private Part(MemoryBudget budget) {
			this.budget = budget;
		}

		/**
		 * Sets the number of bytes that the connection holds.
		 * @return false if all connections together exceed the budget
		 */
		public boolean hold(int bytes) {
			int more = bytes / UNIT - this.units;
			this.units += more;
			return more == 0 || this.budget.add(more);
		}

	}

}
