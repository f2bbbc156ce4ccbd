package io.wirepost.forward.stream;

import java.time.Duration;

import io.wirepost.settings.InvalidSettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the live stream. Read through {@link io.wirepost.settings.SettingsReader};
 * the annotation is for the hints that an editor shows.
 *
 * @param limit the most streams at a time
 * @param heartbeat silence after which a comment is sent, so that proxies do not take the
 * connection for dead
 * @param patience how long a reader may accept nothing before it is closed;
 * {@code server.tomcat.connection-timeout} closes it too
 */
@ConfigurationProperties("wirepost.stream")
record StreamSettings(@DefaultValue("1000") int limit, @DefaultValue("15s") Duration heartbeat,
		@DefaultValue("30s") Duration patience) {

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private static final Duration LONGEST = Duration.ofHours(1);

	StreamSettings {
		if (limit < 1 || limit > 100_000) {
			throw new InvalidSettingsException("limit", "'%d' is not 1 to 100000".formatted(limit));
		}
		check("heartbeat", heartbeat);
		check("patience", patience);
	}

	private static void check(String name, Duration duration) {
		if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
			throw new InvalidSettingsException(name, "'%s' is not 100ms to 1h".formatted(duration));
		}
	}

}
