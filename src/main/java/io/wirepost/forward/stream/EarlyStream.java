package io.wirepost.forward.stream;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads the bounds of the live stream. */
class EarlyStream implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.readIfSet("wirepost.stream", StreamSettings.class);
	}

}
