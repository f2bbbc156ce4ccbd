package io.wirepost.settings;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long to wait before the next attempt: exponential backoff with full jitter. The
 * bound doubles with each failure; the delay is random up to it, so that many clients
 * that failed at once do not retry at once.
 *
 * @param first the bound after the first failure
 * @param longest what the bound grows to
 */
public record Backoff(@DefaultValue("1s") Duration first, @DefaultValue("60s") Duration longest) {

	private static final int MAX_DOUBLINGS = 20;

	public Backoff {
		if (first.compareTo(Duration.ofMillis(1)) < 0 || first.compareTo(longest) > 0) {
			throw new InvalidSettingsException("first", "'%s' is not between 1ms and longest".formatted(first));
		}
		if (longest.compareTo(Duration.ofHours(1)) > 0) {
			throw new InvalidSettingsException("longest", "'%s' is more than 1h".formatted(longest));
		}
	}

	/**
	 * A random delay up to the bound, for many clients of one server.
	 * @param failures how many attempts failed in a row, at least one
	 */
	public Duration delay(int failures, RandomGenerator random) {
		return Duration.ofNanos(random.nextLong(1 + bound(failures).toNanos()));
	}

	/**
	 * The bound itself, for a single client.
	 * @param failures how many attempts failed in a row, at least one
	 */
	public Duration bound(int failures) {
		long bound = this.first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
		return Duration.ofNanos(Math.min(bound, this.longest.toNanos()));
	}

}
