package io.wirepost.connection;

import java.nio.charset.Charset;

import io.wirepost.settings.Settings;
import io.wirepost.transport.ConnectionProfile;

/**
 * How the devices of a listener or an endpoint speak. Checked when it is built, so that a
 * connection can rely on it.
 *
 * @param connection how their bytes travel
 * @param charset in which they write text
 * @param identification how they say who they are
 * @param duplicate what happens to a second connection of a device
 * @param reply how answers find their requests
 */
record PeerProfile(ConnectionProfile connection, Charset charset, Identification identification,
		DuplicatePolicy duplicate, Settings reply) {
}
