package io.wirepost.delivery;

import io.wirepost.connection.Connection;
import io.wirepost.delivery.reply.ReplyMatcher;

/**
 * A connection to a device.
 *
 * @param matcher how its replies are matched to requests
 */
record Route(Connection connection, ReplyMatcher matcher) {
}
