package io.wirepost.forward.webhook;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads the webhooks. */
class EarlyWebhooks implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		Webhooks.settings(reader);
	}

}
