package io.wirepost.simulator;

import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * How long acknowledgements took, to two digits, up to an hour; longer ones count as an
 * hour. Its memory does not grow. Used on one thread.
 */
final class Latencies {

	private static final long LONGEST_MICROS = 3_600_000_000L;

	private final Histogram micros = new Histogram(LONGEST_MICROS, 2);

	/**
	 * @param nanos not negative
	 */
	void add(long nanos) {
		this.micros.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
	}

	/** A few words, or nothing where none was added. */
	String summary() {
		return (this.micros.getTotalCount() == 0) ? ""
				: String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, max %.1f ms", percentile(50),
						percentile(95), percentile(99), this.micros.getMaxValue() / 1e3);
	}

	/** The milliseconds that so many of a hundred took at most. */
	private double percentile(double share) {
		return this.micros.getValueAtPercentile(share) / 1e3;
	}

}
