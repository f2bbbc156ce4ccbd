package io.wirepost.device;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A device as it is now.
 *
 * @param id its identity
 * @param tags labels to find it by
 * @param endpoint where Wirepost dials it; null if it dials in
 * @param reply how replies are matched to requests; null for as its listener does
 * @param connections the connections it is on here, the newest last
 * @param elsewhere whether it is on a connection of another replica
 * @param lastSeenAt when it was last heard; null for never
 * @param createdAt when it was first seen or put; null for a device of the configuration
 * that was not seen yet
 * @param configured whether the configuration names it
 */
public record Device(DeviceId id, SortedSet<String> tags, @Nullable EndpointSettings endpoint, @Nullable Settings reply,
		List<UUID> connections, boolean elsewhere, @Nullable Instant lastSeenAt, @Nullable Instant createdAt,
		boolean configured) {

	public boolean isConnected() {
		return this.elsewhere || !this.connections.isEmpty();
	}

}
