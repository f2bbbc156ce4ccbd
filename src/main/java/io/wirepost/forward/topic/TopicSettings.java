package io.wirepost.forward.topic;

import java.util.regex.Pattern;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The topic to which every message is forwarded. Spring Boot's own settings configure the
 * broker ({@code spring.kafka}). Read through
 * {@link io.wirepost.settings.SettingsReader}; the annotation is for the hints that an
 * editor shows.
 *
 * @param name the topic's name; none by default
 * @param value what a record's value is
 * @param events whether presence is forwarded too
 */
@ConfigurationProperties("wirepost.topic")
record TopicSettings(@Nullable String name, @DefaultValue("json") Value value, @DefaultValue("false") boolean events) {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");

	TopicSettings {
		if (name != null && !NAME.matcher(name).matches()) {
			throw new InvalidSettingsException("name", "'%s' is not 1 to 249 of A-Z a-z 0-9 . _ -".formatted(name));
		}
	}

	/** What a record's value is. */
	enum Value {

		/** The message as JSON, as it is listed over HTTP. */
		JSON,

		/** The payload alone. */
		PAYLOAD

	}

}
