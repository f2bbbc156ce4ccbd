package io.wirepost.connection;

import java.time.Duration;

/**
 * How Wirepost goes.
 *
 * @param drain the time over which the connections of a process that stops are closed
 */
record DrainSettings(Duration drain) {
}
