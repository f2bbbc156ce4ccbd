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
 * The record of a device.
 *
 * @param id its identity
 * @param tags labels to find it by
 * @param endpoint the settings of its endpoint, flat, with names in kebab-case and dots;
 * null if Wirepost does not dial it
 * @param reply the settings of its reply matching; null for its listener's
 * @param createdAt when it was first seen or put
 * @param lastSeenAt when it was last heard, at most a minute late; null if it never
 * connected
 * @param listener the listener of its last connection; null for none
 * @param charset the charset of its last connection; null for none
 * @param known whether it was put; otherwise it only was seen
 * @param secretSha256 the SHA-256 of its secret, in hexadecimal digits; null for none
 */
public record StoredDevice(DeviceId id, SortedSet<String> tags, @Nullable Map<String, String> endpoint,
		@Nullable Map<String, String> reply, Instant createdAt, @Nullable Instant lastSeenAt, @Nullable String listener,
		@Nullable String charset, boolean known, @Nullable String secretSha256) {

	public StoredDevice {
		tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
		endpoint = (endpoint != null) ? Map.copyOf(endpoint) : null;
		reply = (reply != null) ? Map.copyOf(reply) : null;
	}

	/** Without the secret's hash. */
	@Override
	public String toString() {
		return "Device %s, tagged %s, at %s, created %s, seen %s at %s".formatted(this.id, this.tags, this.endpoint,
				this.createdAt, this.lastSeenAt, this.listener);
	}

	/** Where Wirepost dials it; null if it dials in. */
	@Nullable EndpointSettings endpointSettings() {
		return (this.endpoint != null) ? new Settings(this.endpoint).bind(EndpointSettings.class) : null;
	}

	/** How replies are matched to requests, if that was set for it. */
	Optional<Settings> replySettings() {
		return Optional.ofNullable(this.reply).map(Settings::new);
	}

}
