package io.wirepost.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Rules for settings, and the sentences about values that break them. */
public final class Rules {

	private static final Duration LONGEST = Duration.ofDays(365);

	private Rules() {
	}

	public static <T> T parse(String property, Supplier<T> parser) {
		try {
			return parser.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingsException(property, String.valueOf(ex.getMessage()));
		}
	}

	public static void checkIdle(String property, Duration idle) {
		check(!idle.isNegative() && idle.compareTo(LONGEST) <= 0, property, idle, "zero to 365 days");
	}

	public static void checkDeadline(String property, Duration deadline) {
		check(deadline.compareTo(Duration.ofMillis(1)) >= 0 && deadline.compareTo(LONGEST) <= 0, property, deadline,
				"1 ms to 365 days");
	}

	public static void check(boolean kept, String property, @Nullable Object value, String rule) {
		if (!kept) {
			String word = String.valueOf(value);
			String shown = word.startsWith("PT") ? word.substring(2).toLowerCase(Locale.ROOT) : word;
			throw new InvalidSettingsException(property, "%s is not %s".formatted(shown, rule));
		}
	}

}
