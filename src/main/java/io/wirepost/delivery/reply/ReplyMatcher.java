package io.wirepost.delivery.reply;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * How a device's replies are matched to requests: both carry the same correlation id.
 * Immutable; equal to another of the same settings.
 */
public interface ReplyMatcher {

	/** The matchers, by their names in settings. */
	Map<String, Function<Settings, ReplyMatcher>> MATCHERS = new TreeMap<>(
			Map.of("next", NextReply::of, "pattern", PatternReply::of, "json", JsonReply::of, "bytes", BytesReply::of));

	/**
	 * The matcher that the settings name.
	 * @throws InvalidSettingsException if there is none of that name, or its settings are
	 * wrong
	 */
	static ReplyMatcher of(Settings settings) {
		String match = settings.value("match").orElse("next");
		Function<Settings, ReplyMatcher> matcher = MATCHERS.get(match);
		if (matcher == null) {
			throw new InvalidSettingsException("match", "'%s' is not a way to match replies; use one of %s"
				.formatted(match, String.join(", ", MATCHERS.keySet())));
		}
		return matcher.apply(settings.without("match"));
	}

	/** Whether any frame answers the request, as it has no correlation id of its own. */
	default boolean takesAnyFrame() {
		return false;
	}

	/** The correlation id of a request; null if it has none. */
	@Nullable String ofRequest(Payload request, Charset charset);

	/**
	 * The correlation id of a reply; null for a frame that answers nothing. Called on
	 * event loops; must not block.
	 */
	@Nullable String ofReply(Payload frame, Charset charset);

}
