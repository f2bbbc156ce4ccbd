package io.wirepost.engine;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads which engine is chosen, and the settings of that engine. */
class EarlyEngine implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		// Manifests set it whatever the engine is.
		reader.readOne("wirepost.data", String.class, "");
		Engines.chosen(reader).check(reader, environment);
	}

}
