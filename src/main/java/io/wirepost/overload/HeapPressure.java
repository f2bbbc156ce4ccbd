package io.wirepost.overload;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * How full the old generation is with what the last collection found to be in use:
 * garbage that nobody has collected yet is no pressure. For one thread.
 */
final class HeapPressure implements Pressure {

	private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final @Nullable MemoryPoolMXBean pool = oldGeneration();

	private long found;

	private long since = System.nanoTime();

	/** With every collector it is the pool that may grow largest. */
	private static @Nullable MemoryPoolMXBean oldGeneration() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
			.filter((pool) -> pool.getUsage().getMax() > 0)
			.max(Comparator.comparingLong((pool) -> pool.getUsage().getMax()))
			.orElse(null);
	}

	@Override
	public double now() {
		MemoryUsage collected = (this.pool != null) ? this.pool.getCollectionUsage() : null;
		if (this.pool == null || collected == null) {
			return 0;
		}
		MemoryUsage now = this.pool.getUsage();
		double pressure = Math.min(collected.getUsed(), now.getUsed()) / (double) now.getMax();
		collectIfStale(collected.getUsed(), pressure);
		return pressure;
	}

	/**
	 * A process that sheds its load allocates little, so nothing might ever find out that
	 * the memory is free again.
	 */
	private void collectIfStale(long found, double pressure) {
		if (found != this.found || pressure < Overload.CROWDED - Overload.RELIEF) {
			this.found = found;
			this.since = System.nanoTime();
		}
		else if (System.nanoTime() - this.since > STALE_NANOS) {
			this.since = System.nanoTime();
			System.gc();
		}
	}

}
