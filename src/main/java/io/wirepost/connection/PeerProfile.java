package io.wirepost.connection;

import io.wirepost.protocol.Protocol;
import io.wirepost.settings.Settings;
import io.wirepost.transport.ConnectionProfile;

/**
 * How to talk to the devices of a listener or an endpoint. Validated when it is built.
 *
 * @param connection how to read and write
 * @param protocol what they speak
 * @param duplicate what happens to a second connection of a device
 * @param reply how replies are matched to requests; by default as the protocol says
 * @param forKnownDevices whether other devices are refused
 */
record PeerProfile(ConnectionProfile connection, Protocol protocol, DuplicatePolicy duplicate, Settings reply,
		boolean forKnownDevices) {
}
