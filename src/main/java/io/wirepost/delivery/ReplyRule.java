package io.wirepost.delivery;

import io.wirepost.connection.ListenerRule;
import io.wirepost.connection.ListenerSettings;
import io.wirepost.device.DeviceSettings;
import io.wirepost.protocol.ProtocolRule;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Requires valid reply settings of a listener, and of a protocol. */
@Component
class ReplyRule implements ListenerRule, ProtocolRule, EarlyReading {

	/** Reads all settings of deliveries, too. */
	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.readIfSet("wirepost.deliveries", DeliverySettings.class);
		reader.readAll("wirepost.listeners", ListenerSettings.class)
			.forEach((name, one) -> Deliveries.check("wirepost.listeners." + name, one.reply(), reader));
		reader.readAll("wirepost.devices", DeviceSettings.class)
			.forEach((name, one) -> Deliveries.check("wirepost.devices." + name, one.reply(), reader));
	}

	@Override
	public void check(ListenerSettings listener) {
		Deliveries.checkReply(new Settings(listener.reply()));
	}

	@Override
	public void check(ProtocolSettings protocol) {
		Deliveries.checkReply(new Settings(protocol.reply()));
	}

}
