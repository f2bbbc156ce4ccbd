package io.wirepost.connection;

import java.time.Duration;

/**
 * How Wirepost stops: it says that it is not ready, waits, accepts no more, lets requests
 * under way finish, closes the connections one after the other, and ends.
 *
 * @param delay how long connections and requests are still taken once it says that it is
 * not ready: load balancers need a moment to notice
 * @param drain the time over which connections are closed
 */
public record DrainSettings(Duration delay, Duration drain) {
}
