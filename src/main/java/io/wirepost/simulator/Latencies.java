package io.wirepost.simulator;

import java.util.Locale;

/**
 * How long acknowledgements took, in buckets that are at most 1/32 wide. Its memory does
 * not grow. Used on one thread.
 */
final class Latencies {

	private static final int PRECISION = 5;

	private static final int STEPS = 1 << PRECISION;

	private final long[] counts = new long[STEPS * Long.SIZE];

	private long count;

	private long longest;

	/**
	 * @param nanos not negative
	 */
	void add(long nanos) {
		// Microseconds are fine enough.
		this.counts[bucket(nanos / 1_000)]++;
		this.count++;
		this.longest = Math.max(this.longest, nanos);
	}

	private static int bucket(long value) {
		int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - PRECISION - 1);
		return shift * STEPS + (int) (value >> shift);
	}

	/** The milliseconds that a share of all took at most. */
	double percentile(double share) {
		long rank = (long) Math.ceil(share * this.count);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				return upper(i) / 1e3;
			}
		}
		return 0;
	}

	private static long upper(int bucket) {
		int shift = Math.max(0, bucket / STEPS - 1);
		return (long) (bucket - shift * STEPS) << shift;
	}

	/** A few words, or nothing where none was added. */
	String summary() {
		return (this.count == 0) ? "" : String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, max %.1f ms",
				percentile(0.5), percentile(0.95), percentile(0.99), this.longest / 1e6);
	}

}
