package io.wirepost.overload;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The share of the old generation that was in use after its last collection: garbage that
 * is not collected yet does not count. For one thread.
 */
final class HeapPressure implements Pressure {

	private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final @Nullable MemoryPoolMXBean pool = oldGeneration();

	private long found;

	private long since = System.nanoTime();

	/** With every collector it is the largest pool. */
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
	 * A process that sheds load allocates little, so without a collection it might never
	 * notice that memory is free again.
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
