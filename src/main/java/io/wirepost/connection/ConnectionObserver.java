package io.wirepost.connection;

import io.wirepost.message.DeviceId;

/**
 * Notified when devices connect and disconnect. Called on the connection's event loop;
 * must not block.
 */
public interface ConnectionObserver {

	/**
	 * A device is on a connection from now on.
	 * @param stable whether the device keeps its id on its next connection
	 */
	default void arrived(Connection connection, DeviceId device, boolean stable) {
	}

	/**
	 * A device is not on this connection any more; it may be on another one.
	 * @param stable whether the device keeps its id on its next connection
	 */
	default void left(Connection connection, DeviceId device, boolean stable) {
	}

	/** A connection has closed, whether or not a device was on it. */
	default void closed(Connection connection) {
	}

}
