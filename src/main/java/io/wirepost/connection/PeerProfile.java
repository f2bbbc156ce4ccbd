package io.wirepost.connection;

import java.nio.charset.Charset;

import io.wirepost.settings.Settings;
import io.wirepost.transport.ConnectionProfile;

/**
 * How to talk to the devices of a listener or an endpoint. Validated when it is built.
 *
 * @param connection how to read and write
 * @param charset the charset of their text
 * @param identification how they are identified
 * @param duplicate what happens to a second connection of a device
 * @param reply how replies are matched to requests
 */
record PeerProfile(ConnectionProfile connection, Charset charset, Identification identification,
		DuplicatePolicy duplicate, Settings reply) {
}
