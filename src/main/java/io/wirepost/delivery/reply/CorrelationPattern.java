package io.wirepost.delivery.reply;

import io.wirepost.settings.BoundedPattern;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that finds a token anywhere in a text.
 *
 * @param pattern finds it, in bounded time
 */
record CorrelationPattern(BoundedPattern pattern) {

	/**
	 * @param expression a regular expression with a group {@code token}
	 * @throws InvalidSettingsException if it is none
	 */
	static CorrelationPattern of(@Nullable String expression) {
		if (expression == null || expression.isEmpty()) {
			throw new InvalidSettingsException("",
					"set it to a regular expression with a group (?<token>…), such as ID=(?<token>\\d+)");
		}
		return new CorrelationPattern(BoundedPattern.of(expression, "token", "the token"));
	}

	/** The token in a text; null if there is none. */
	@Nullable String find(CharSequence text) {
		return this.pattern.find(text);
	}

}
