package io.wirepost.delivery;

import java.time.Duration;

/**
 * When a device that is away is looked for again: soon where there is a way already, and
 * later and later where it does not answer when it is dialled. For one thread at a time.
 */
final class Redials {

	private static final Duration FIRST = Duration.ofSeconds(1);

	private static final Duration LAST = Duration.ofMinutes(1);

	private static final int MOST_DOUBLINGS = 6;

	private int failed;

	Duration soon() {
		return FIRST;
	}

	/** A dial has failed. */
	Duration later() {
		Duration pause = FIRST.multipliedBy(1L << Math.min(this.failed++, MOST_DOUBLINGS));
		return (pause.compareTo(LAST) < 0) ? pause : LAST;
	}

	/** The device has taken something: the next pause is short again. */
	void reset() {
		this.failed = 0;
	}

}
