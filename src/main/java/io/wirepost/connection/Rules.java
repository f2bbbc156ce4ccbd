package io.wirepost.connection;

import java.util.Locale;
import java.util.function.Supplier;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/** The wording of rules that a record's settings keep. */
final class Rules {

	private Rules() {
	}

	static <T> T parse(String property, Supplier<T> parser) {
		try {
			return parser.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingsException(property, String.valueOf(ex.getMessage()));
		}
	}

	static void check(boolean kept, String property, @Nullable Object value, String rule) {
		if (!kept) {
			String word = String.valueOf(value);
			String shown = word.startsWith("PT") ? word.substring(2).toLowerCase(Locale.ROOT) : word;
			throw new InvalidSettingsException(property, "%s is not %s".formatted(shown, rule));
		}
	}

}
