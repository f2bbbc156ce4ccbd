package io.wirepost.connection;

/** What happens when a device that has a connection opens a second one. */
public enum DuplicatePolicy {

	/** The old connection is closed: the device has moved. */
	REPLACE_OLD,

	/** The new connection is closed: the device is already here. */
	REJECT_NEW,

	/** Both stay; what is sent goes to the newest. */
	ALLOW_BOTH

}
