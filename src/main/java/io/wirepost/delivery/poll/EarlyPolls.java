package io.wirepost.delivery.poll;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads the polls of the configuration. */
class EarlyPolls implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.groups("wirepost.polls").forEach((name, given) -> {
			try {
				Polls.settings(name, given);
			}
			catch (InvalidSettingsException ex) {
				reader.faults("wirepost.polls." + name, ex);
			}
		});
	}

}
