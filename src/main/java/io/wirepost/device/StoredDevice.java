package io.wirepost.device;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;
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
 * @param lastSeenAt when it was last heard, as far as that was noted; null if it never
 * was connected
 * @param listener the listener it last came through; null if it never did
 * @param charset the charset it last spoke; null if it never was connected
 */
public record StoredDevice(DeviceId id, SortedSet<String> tags, @Nullable Map<String, String> endpoint,
		@Nullable Map<String, String> reply, Instant createdAt, @Nullable Instant lastSeenAt, @Nullable String listener,
		@Nullable String charset) {

	public StoredDevice {
		tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
		endpoint = (endpoint != null) ? Map.copyOf(endpoint) : null;
		reply = (reply != null) ? Map.copyOf(reply) : null;
	}

	/** Where it is dialled; null if it dials. */
	@Nullable EndpointSettings endpointSettings() {
		return (this.endpoint != null) ? new Settings(this.endpoint).bind(EndpointSettings.class) : null;
	}

	/** How its replies find their requests, if that was said of it. */
	Optional<Settings> replySettings() {
		return Optional.ofNullable(this.reply).map(Settings::new);
	}

}
