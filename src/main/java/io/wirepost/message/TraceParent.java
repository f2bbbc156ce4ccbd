package io.wirepost.message;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to, as W3C's Trace Context (level 1, section 3.2) has
 * it in the header {@code traceparent}. It is passed on as it came.
 *
 * @param value the header's value
 */
public record TraceParent(String value) {

	/** The name of the header. */
	public static final String HEADER = "traceparent";

	private static final Pattern PATTERN = Pattern
		.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

	public TraceParent {
		if (!PATTERN.matcher(value).matches()) {
			throw new IllegalArgumentException("'%s' is not a traceparent".formatted(value));
		}
	}

	/**
	 * Reads a header. The specification has an invalid one ignored.
	 * @return null for none, and for an invalid one
	 */
	public static @Nullable TraceParent ofHeader(@Nullable String value) {
		return (value != null && PATTERN.matcher(value).matches()) ? new TraceParent(value) : null;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
