package io.wirepost.forward;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.wirepost.settings.InvalidSettingsException;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long to wait before the next attempt: at random between nothing and a bound that
 * doubles with each failure, so that many who failed at once do not come back at once.
 *
 * @param first the bound after the first failure
 * @param longest what the bound grows to
 */
record Backoff(@DefaultValue("1s") Duration first, @DefaultValue("60s") Duration longest) {

	private static final int MAX_DOUBLINGS = 20;

	Backoff {
		if (first.compareTo(Duration.ofMillis(1)) < 0 || first.compareTo(longest) > 0) {
			throw new InvalidSettingsException("first", "'%s' is not between 1ms and longest".formatted(first));
		}
		if (longest.compareTo(Duration.ofHours(1)) > 0) {
			throw new InvalidSettingsException("longest", "'%s' is more than 1h".formatted(longest));
		}
	}

	/**
	 * @param failures how many attempts failed in a row, at least one
	 */
	Duration delay(int failures, RandomGenerator random) {
		long bound = this.first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
		return Duration.ofNanos(random.nextLong(1 + Math.min(bound, this.longest.toNanos())));
	}

}
