package io.wirepost.cluster;

import io.wirepost.message.DeviceId;

/** Whether something is under way to a device. Safe for all threads; does not block. */
@FunctionalInterface
public interface InFlight {

	/** Whether a message to it is being sent, or its reply awaited. */
	boolean isBusy(DeviceId device);

}
