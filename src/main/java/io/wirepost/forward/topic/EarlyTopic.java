package io.wirepost.forward.topic;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads what is sent to a topic. */
class EarlyTopic implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		if (reader.hasAny(TopicForwarding.NAME)) {
			TopicForwarding.settings(reader);
		}
	}

}
