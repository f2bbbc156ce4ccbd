package io.wirepost.security;

import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts refused requests in {@code wirepost.callers.refused}, by reason. Safe for all
 * threads.
 */
final class RefusalCounter {

	private static final List<String> REASONS = List.of("unauthorized", "forbidden", "rate-limited",
			"too-many-failures", "issuer-unavailable");

	private final MeterRegistry registry;

	/** All reasons begin at zero, so that the first refusal is an increase. */
	RefusalCounter(MeterRegistry registry) {
		this.registry = registry;
		REASONS.forEach(this::counter);
	}

	/**
	 * @param reason the name of the problem's type
	 */
	void count(String reason) {
		counter(reason).increment();
	}

	private Counter counter(String reason) {
		return this.registry.counter("wirepost.callers.refused", "reason", reason);
	}

}
