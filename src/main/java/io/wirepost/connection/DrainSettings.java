package io.wirepost.connection;

import java.time.Duration;

/**
 * How Wirepost stops.
 *
 * @param drain the time over which connections are closed at shutdown
 */
record DrainSettings(Duration drain) {
}
