package io.wirepost.protocol;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;

/** Each connection is a device of its own, for as long as it lasts. */
final class ByConnection implements Identification {

	static Identification of(Settings settings) {
		settings.bind(Identifications.None.class);
		return new ByConnection();
	}

	@Override
	public String by() {
		return "connection";
	}

	@Override
	public boolean isStable() {
		return false;
	}

	@Override
	public DeviceId onOpen(Peer peer) {
		return new DeviceId(peer.connectionId());
	}

}
