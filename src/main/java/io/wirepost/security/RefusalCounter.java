package io.wirepost.security;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts refused requests in {@code wirepost.callers.refused}, by reason. Safe for all
 * threads.
 */
final class RefusalCounter {

	private final MeterRegistry registry;

	RefusalCounter(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * @param reason the name of the problem's type
	 */
	void count(String reason) {
		this.registry.counter("wirepost.callers.refused", "reason", reason).increment();
	}

}
