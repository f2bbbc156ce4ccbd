package io.wirepost.connection.presence;

import java.util.UUID;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * A device that is on a connection: its {@code connected} is in the journal, the end not
 * yet.
 *
 * @param connectionId the connection's id, a UUID of version 7
 * @param listener the listener it came in through; null for a connection that Wirepost
 * dialled
 * @param remoteAddress the peer, as {@code address:port}
 */
public record OpenPresence(UUID connectionId, DeviceId device, @Nullable String listener, String remoteAddress) {
}
