package io.wirepost.delivery.reply;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * How a device's replies are recognized, and what happens if one does not come in time.
 * Immutable; equal to another of the same settings.
 *
 * @param matcher how replies are matched to requests
 * @param ignore true for frames that answer nothing; null for none
 * @param closesOnTimeout whether the connection is closed when a reply is late, so that
 * it can never be taken for another's
 * @param settle for how long a late reply could be taken for another's; null for as long
 * as it was awaited, within bounds
 */
public record ReplyPolicy(ReplyMatcher matcher, @Nullable Expression ignore, boolean closesOnTimeout,
		@Nullable Duration settle) {

	/** The least default of {@link #settle}. */
	private static final Duration SETTLE_LEAST = Duration.ofSeconds(2);

	/** The most default of {@link #settle}. */
	private static final Duration SETTLE_MOST = Duration.ofSeconds(5);

	private static final Duration LONGEST_SETTLE = Duration.ofMinutes(5);

	/** The next frame answers, whatever it is. */
	public static final ReplyPolicy DEFAULT = of(Settings.NONE);

	/**
	 * Reads the settings {@code ignore}, {@code on-timeout} and {@code settle}, and those
	 * of a matcher.
	 * @throws InvalidSettingsException with all faults
	 */
	public static ReplyPolicy of(Settings settings) {
		Faults faults = new Faults();
		ReplyMatcher matcher = faults.read("",
				() -> ReplyMatcher.of(settings.without("ignore").without("on-timeout").without("settle")));
		Expression ignore = faults.read("ignore",
				() -> settings.value("ignore")
					.map((source) -> Expression.of(source, Expression.Kind.REPLY))
					.orElse(null));
		OnTimeout onTimeout = faults.read("on-timeout",
				() -> settings.value("on-timeout").map(OnTimeout::of).orElse(OnTimeout.KEEP));
		Duration settle = faults.read("", () -> settings.value("settle").isPresent() ? bound(settings).settle() : null);
		return new ReplyPolicy(faults.unlessAny(matcher), ignore, onTimeout == OnTimeout.CLOSE, settle);
	}

	private static Settle bound(Settings settings) {
		return new Settings(Map.of("settle", settings.value("settle").orElseThrow())).bind(Settle.class);
	}

	/** How long a late reply holds up others that it could be taken for. */
	public Duration settle(Duration awaited) {
		if (this.settle != null) {
			return this.settle;
		}
		return (awaited.compareTo(SETTLE_LEAST) < 0) ? SETTLE_LEAST
				: (awaited.compareTo(SETTLE_MOST) > 0) ? SETTLE_MOST : awaited;
	}

	/** What happens to a connection on which a reply did not come in time. */
	private enum OnTimeout {

		KEEP, CLOSE;

		static OnTimeout of(String word) {
			try {
				return valueOf(word.toUpperCase(Locale.ROOT));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSettingsException("", "'%s' is not keep or close".formatted(word));
			}
		}

	}

	/** The setting that is a duration. */
	record Settle(Duration settle) {

		Settle {
			Rules.check(!settle.isNegative() && settle.compareTo(LONGEST_SETTLE) <= 0, "settle", settle,
					"zero to 5 minutes");
		}

	}

}
