package io.wirepost.delivery;

import io.wirepost.connection.Connection;
import io.wirepost.delivery.reply.ReplyPolicy;

/**
 * A connection to a device.
 *
 * @param reply how its replies are recognized
 */
record Route(Connection connection, ReplyPolicy reply) {
}
