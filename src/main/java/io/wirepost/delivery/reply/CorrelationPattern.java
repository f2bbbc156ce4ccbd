package io.wirepost.delivery.reply;

import java.util.List;

import io.wirepost.settings.BoundedPattern;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that finds a correlation id anywhere in a text, in a group
 * {@code correlationId} or, as an alias, {@code token}.
 *
 * @param pattern finds it, in bounded time
 */
record CorrelationPattern(BoundedPattern pattern) {

	/** The names that the group may have. */
	private static final List<String> GROUPS = List.of("correlationId", "token");

	/**
	 * @param expression a regular expression with one of the groups
	 * @throws InvalidSettingsException if it is none
	 */
	static CorrelationPattern of(@Nullable String expression) {
		if (expression == null || expression.isEmpty()) {
			throw new InvalidSettingsException("",
					"set it to a regular expression with a group (?<correlationId>…), such as ID=(?<correlationId>\\d+)");
		}
		return new CorrelationPattern(BoundedPattern.of(expression, GROUPS, "the correlation id"));
	}

	/** The correlation id in a text; null if there is none. */
	@Nullable String find(CharSequence text) {
		return this.pattern.find(text);
	}

}
