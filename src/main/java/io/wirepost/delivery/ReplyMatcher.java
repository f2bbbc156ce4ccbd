package io.wirepost.delivery;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

/** How a device's answers find the requests they belong to. */
interface ReplyMatcher {

	/** The matchers, by the words that name them. */
	Map<String, Function<Settings, ReplyMatcher>> MATCHERS = new TreeMap<>(Map.of("next", NextReply::of));

	/**
	 * The matcher that the settings name.
	 * @throws InvalidSettingsException if there is none of that name, or its settings are
	 * wrong
	 */
	static ReplyMatcher of(Settings settings) {
		String match = settings.word("match").orElse("next");
		Function<Settings, ReplyMatcher> matcher = MATCHERS.get(match);
		if (matcher == null) {
			throw new InvalidSettingsException("match", "'%s' is no way to match replies; there are: %s"
				.formatted(match, String.join(", ", MATCHERS.keySet())));
		}
		return matcher.apply(settings.without("match"));
	}

	/** Whether a device has to have answered one request before it gets the next. */
	boolean isOneInFlight();

}
