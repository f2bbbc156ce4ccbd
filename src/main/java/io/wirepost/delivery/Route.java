package io.wirepost.delivery;

import io.wirepost.connection.Connection;

/**
 * The way to a device.
 *
 * @param matcher how its answers find their requests
 */
record Route(Connection connection, ReplyMatcher matcher) {
}
