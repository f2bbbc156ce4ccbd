package io.wirepost.security;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many requests in a time.
 *
 * @param requests how many, also at once
 * @param per the time
 */
record Rate(long requests, Duration per) {

	private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,6})/([sm])");

	/**
	 * Parses a text such as {@code 100/s} or {@code 600/m}.
	 * @throws IllegalArgumentException with a sentence, if it is no rate
	 */
	static Rate of(String text) {
		Matcher form = FORM.matcher(text);
		if (!form.matches()) {
			throw new IllegalArgumentException("'%s' is not a rate such as 100/s or 600/m".formatted(text));
		}
		return new Rate(Long.parseLong(form.group(1)),
				form.group(2).equals("s") ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
	}

}
