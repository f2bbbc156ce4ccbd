package io.wirepost.device;

import io.wirepost.message.DeviceId;

/** Only the configuration can change the device. */
public class DeviceConfiguredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public DeviceConfiguredException(DeviceId device) {
		super("The device '%s' is part of the configuration (wirepost.devices); change it there".formatted(device));
	}

}
