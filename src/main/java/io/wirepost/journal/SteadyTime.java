package io.wirepost.journal;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A time of day that never jumps: it starts with the clock's time and advances with the
 * monotonic clock. Retention measures ages with it, so that a clock set 400 days ahead
 * makes nothing older. It is not shown to callers, since it stays wrong if the clock was.
 * Safe for all threads.
 */
public final class SteadyTime implements InstantSource {

	private final Instant begin;

	private final LongSupplier nanoTime;

	private final long beginNanos;

	public SteadyTime(Clock clock) {
		this(clock, System::nanoTime);
	}

	/**
	 * @param nanoTime nanoseconds of a monotonic clock
	 */
	public SteadyTime(Clock clock, LongSupplier nanoTime) {
		this.begin = clock.instant();
		this.nanoTime = nanoTime;
		this.beginNanos = nanoTime.getAsLong();
	}

	@Override
	public Instant instant() {
		return this.begin.plusNanos(this.nanoTime.getAsLong() - this.beginNanos);
	}

}
