package io.wirepost.protocol.expression;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as CEL writes them: {@code 90s}, {@code 1h30m}, {@code 1.5s}. */
final class Durations {

	private static final int LONGEST = 64;

	private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(h|ms|m|s)");

	/** The milliseconds of each unit. */
	private static final Map<String, Long> UNITS = Map.of("h", 3_600_000L, "m", 60_000L, "s", 1_000L, "ms", 1L);

	private Durations() {
	}

	static Object parse(Call call) {
		String text = call.text(0);
		boolean negative = text.startsWith("-");
		Matcher parts = PART.matcher(text);
		BigDecimal nanoseconds = BigDecimal.ZERO;
		int end = negative ? 1 : 0;
		while (text.length() <= LONGEST && parts.find(end) && parts.start() == end) {
			BigDecimal unit = BigDecimal.valueOf(UNITS.get(parts.group(2)) * 1_000_000);
			nanoseconds = nanoseconds.add(new BigDecimal(parts.group(1)).multiply(unit));
			end = parts.end();
		}
		if (end < text.length() || end == (negative ? 1 : 0)) {
			throw new DateTimeException("No duration");
		}
		Duration duration = Duration.ofNanos(nanoseconds.toBigInteger().longValueExact());
		return negative ? duration.negated() : duration;
	}

	/** In seconds, such as {@code 1.5s}. */
	static String seconds(Duration duration) {
		BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
		return seconds.stripTrailingZeros().toPlainString() + "s";
	}

}
