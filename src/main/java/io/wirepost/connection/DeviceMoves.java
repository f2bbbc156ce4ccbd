package io.wirepost.connection;

import java.util.UUID;

import io.wirepost.message.DeviceId;

/** Told where a device has gone. Safe for all threads; does not block. */
@FunctionalInterface
public interface DeviceMoves {

	/**
	 * A device that was on a connection is on a newer one of another replica. The old one
	 * is closed, unless other devices are on it too.
	 */
	void moved(UUID connection, DeviceId device);

}
