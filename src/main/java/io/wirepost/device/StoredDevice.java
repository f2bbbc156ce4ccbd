package io.wirepost.device;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a device.
 *
 * @param id its identity
 * @param tags words to find it by
 * @param endpoint the settings of its endpoint, flat, names in kebab-case with dots; null
 * if Wirepost does not dial it
 * @param reply the settings of its reply matching; null for its listener's
 * @param createdAt when it was first seen or put
 * @param lastSeenAt when it last was connected; null if it never was
 */
public record StoredDevice(DeviceId id, SortedSet<String> tags, @Nullable Map<String, String> endpoint,
		@Nullable Map<String, String> reply, Instant createdAt, @Nullable Instant lastSeenAt) {

	public StoredDevice {
		tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
		endpoint = (endpoint != null) ? Map.copyOf(endpoint) : null;
		reply = (reply != null) ? Map.copyOf(reply) : null;
	}

}
