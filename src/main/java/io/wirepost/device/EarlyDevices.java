package io.wirepost.device;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads the devices of the configuration. */
class EarlyDevices implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.readAll("wirepost.devices", DeviceSettings.class).keySet().forEach((name) -> {
			try {
				new DeviceId(name);
			}
			catch (IllegalArgumentException ex) {
				reader.fault("wirepost.devices." + name, String.valueOf(ex.getMessage()));
			}
		});
	}

}
