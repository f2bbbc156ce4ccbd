package io.wirepost.protocol;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;

/**
 * The remote IP address is the device id; behind a proxy, the address that the proxy
 * gives.
 */
final class ByAddress implements Identification {

	static Identification of(Settings settings) {
		settings.bind(Identifications.None.class);
		return new ByAddress();
	}

	@Override
	public String by() {
		return "address";
	}

	@Override
	public DeviceId onOpen(Peer peer) {
		return new DeviceId(peer.address());
	}

}
