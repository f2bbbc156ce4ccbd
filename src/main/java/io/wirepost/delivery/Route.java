package io.wirepost.delivery;

import io.wirepost.connection.Connection;
import io.wirepost.delivery.reply.ReplyMatcher;

/**
 * The way to a device.
 *
 * @param matcher how its answers find their requests
 */
record Route(Connection connection, ReplyMatcher matcher) {
}
