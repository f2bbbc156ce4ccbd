package io.wirepost.device;

import io.wirepost.message.DeviceId;

/** A device that only the configuration can change. */
public class DeviceConfiguredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public DeviceConfiguredException(DeviceId device) {
		super("The device '%s' stands in the configuration (wirepost.devices); change it there".formatted(device));
	}

}
