package io.wirepost.security.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the lines about requests without valid credentials, of which anybody can make
 * many: within a minute, the first ones of an address are lines, the others are counted,
 * and then told by one line for an address. Bounded in memory; safe for all threads.
 */
final class UnknownCallers {

	/** So many lines of an address in a minute. */
	static final int BY_ADDRESS = 10;

	/** So many lines of all of them in a minute. */
	static final int IN_ALL = 600;

	/**
	 * So many addresses have a line with their count; one line has that of all others.
	 */
	static final int COUNTED = 100;

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final LongSupplier nanos;

	private final Counts counts;

	/** Of this minute; no more than there are lines. */
	private final Map<String, Seen> seen = new HashMap<>();

	private int lines;

	/** Requests of addresses that are not among those seen. */
	private long others;

	private volatile long since;

	/**
	 * @param nanos a clock that only goes forward
	 * @param counts writes how many were not lines
	 */
	UnknownCallers(LongSupplier nanos, Counts counts) {
		this.nanos = nanos;
		this.counts = counts;
		this.since = nanos.getAsLong();
	}

	/** Whether a request of an address is to be a line; if not, it is counted. */
	synchronized boolean isLine(String address) {
		endOfMinute();
		Seen one = this.seen.get(address);
		if (this.lines < IN_ALL && (one == null || one.lines < BY_ADDRESS)) {
			this.lines++;
			this.seen.computeIfAbsent(address, (key) -> new Seen()).lines++;
			return true;
		}
		if (one != null) {
			one.left++;
		}
		else {
			this.others++;
		}
		return false;
	}

	/** To be called with any request: tells the counts of a minute that has ended. */
	void endOfMinute() {
		if (this.nanos.getAsLong() - this.since >= MINUTE) {
			tell();
		}
	}

	/** Tells the counts, and begins anew. */
	synchronized void tell() {
		long rest = this.others;
		int told = 0;
		for (Map.Entry<String, Seen> one : this.seen.entrySet()) {
			long left = one.getValue().left;
			if (left > 0 && told < COUNTED) {
				told++;
				this.counts.tell(one.getKey(), left);
			}
			else {
				rest += left;
			}
		}
		if (rest > 0) {
			this.counts.tell(null, rest);
		}
		this.seen.clear();
		this.lines = 0;
		this.others = 0;
		this.since = this.nanos.getAsLong();
	}

	/** Writes how many requests were not lines. */
	@FunctionalInterface
	interface Counts {

		/**
		 * @param address null for several
		 */
		void tell(@Nullable String address, long count);

	}

	/** What came of an address. */
	private static final class Seen {

		private int lines;

		private long left;

	}

}
