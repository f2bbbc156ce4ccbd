package io.wirepost.forward;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

import com.sun.management.OperatingSystemMXBean;

/**
 * Slows followers down in favour of ingest: while messages arrive and the processors are
 * busy, a follower rests for a multiple of the time it worked. It falls behind, and
 * catches up later. Safe for all threads.
 */
public final class FollowerThrottle {

	/** The processor load from which on followers rest. */
	private static final double BUSY = 0.75;

	/** A follower rests this many times as long as it worked. */
	private static final int REST = 8;

	/** The longest rest, so that new messages are not delayed much longer than that. */
	private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private final DoubleSupplier load;

	private volatile long appendedAt = System.nanoTime() - LONGEST_REST_NANOS;

	private volatile long lookedAt = System.nanoTime() - LOOK_NANOS;

	private volatile boolean busy;

	public FollowerThrottle() {
		this(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getCpuLoad);
	}

	/**
	 * @param load the recent processor load, 0 to 1; below zero if it is unknown
	 */
	FollowerThrottle(DoubleSupplier load) {
		this.load = load;
	}

	/** Messages were appended. */
	public void appended() {
		this.appendedAt = System.nanoTime();
	}

	/** How long to rest after some work, both in nanoseconds. */
	public long restAfter(long workNanos) {
		long now = System.nanoTime();
		if (now - this.lookedAt >= LOOK_NANOS) {
			this.lookedAt = now;
			this.busy = this.load.getAsDouble() >= BUSY;
		}
		boolean comes = now - this.appendedAt < LONGEST_REST_NANOS;
		return (this.busy && comes) ? Math.min(REST * workNanos, LONGEST_REST_NANOS) : 0;
	}

	/**
	 * Rests while devices need the processors, in proportion to the processor time that
	 * the calling thread used since it last rested.
	 */
	void rest(Work work) throws InterruptedException {
		long rest = restAfter(work.sinceLast());
		if (rest > 0) {
			TimeUnit.NANOSECONDS.sleep(rest);
		}
	}

	/** The work of one thread, for that thread alone. */
	static final class Work {

		private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

		/** The processor time of the thread so far, in nanoseconds. */
		private long usedBefore;

		private long sinceLast() {
			long used = THREADS.getCurrentThreadCpuTime();
			long since = used - this.usedBefore;
			this.usedBefore = used;
			return since;
		}

	}

}
