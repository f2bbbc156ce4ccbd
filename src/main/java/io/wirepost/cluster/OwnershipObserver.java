package io.wirepost.cluster;

import io.wirepost.message.DeviceId;

/** Told which devices this replica has. */
@FunctionalInterface
public interface OwnershipObserver {

	/**
	 * A device is on a connection of this replica, and nowhere else; messages may be
	 * written to it from now on. Called on any thread; must not block.
	 */
	void owned(DeviceId device);

}
