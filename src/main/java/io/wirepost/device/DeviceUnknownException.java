package io.wirepost.device;

import io.wirepost.message.DeviceId;

/** There is no device of this id: none is configured, was put or has connected. */
public class DeviceUnknownException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public DeviceUnknownException(DeviceId device) {
		super("There is no device '%s': it was not put, is not configured, and has not identified itself"
			.formatted(device));
	}

}
