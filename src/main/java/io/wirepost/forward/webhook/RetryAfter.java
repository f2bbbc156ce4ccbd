package io.wirepost.forward.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3). */
final class RetryAfter {

	/** The longest time that is respected. */
	private static final Duration LONGEST = Duration.ofHours(1);

	private static final int MAX_DIGITS = 9;

	private RetryAfter() {
	}

	/**
	 * @param value seconds or a date; anything else is ignored
	 */
	static Duration parse(String value, Instant now) {
		Duration after = read(value.strip(), now);
		return after.isNegative() ? Duration.ZERO : (after.compareTo(LONGEST) > 0) ? LONGEST : after;
	}

	private static Duration read(String value, Instant now) {
		if (value.matches("\\d+")) {
			return (value.length() > MAX_DIGITS) ? LONGEST : Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			return Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
		}
		catch (DateTimeException ex) {
			return Duration.ZERO;
		}
	}

}
