package io.wirepost.connection;

import io.wirepost.message.DeviceId;

/** Which devices this process dials. Safe for all threads; does not block. */
@FunctionalInterface
public interface DialRule {

	/** Whether this process is the one that dials a device. */
	boolean dialsHere(DeviceId device);

}
