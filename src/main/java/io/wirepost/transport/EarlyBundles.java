package io.wirepost.transport;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Finds that the SSL bundle of HTTPS is not defined; its files are opened later. */
class EarlyBundles implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.requireBundle(CheckedSslBundles.HTTPS, environment.getProperty(CheckedSslBundles.HTTPS));
	}

}
