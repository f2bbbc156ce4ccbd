package io.wirepost.device;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of a device.
 *
 * @param tags labels to find it by, each 1 to 64 of A-Z a-z 0-9 . _ : -
 * @param endpoint where Wirepost dials it; none for a device that dials in
 * @param reply how replies are matched to requests: {@code match}, and that matcher's own
 * settings; its listener's by default
 * @param secretSha256 the SHA-256 of the secret that it says, in hexadecimal digits;
 * empty for none, null for the one it has
 */
public record DeviceSettings(@DefaultValue Set<String> tags, @Nullable EndpointSettings endpoint,
		@Nullable Map<String, String> reply, @Nullable String secretSha256) {

	private static final int MOST_TAGS = 64;

	private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

	public DeviceSettings {
		if (tags.size() > MOST_TAGS) {
			throw new InvalidSettingsException("tags", "%d tags are more than %d".formatted(tags.size(), MOST_TAGS));
		}
		for (String tag : tags) {
			if (!TAG.matcher(tag).matches()) {
				throw new InvalidSettingsException("tags", "'%s' is not 1 to 64 of A-Z a-z 0-9 . _ : -".formatted(tag));
			}
		}
		hash(secretSha256);
	}

	/** The hash of its secret; null for none. */
	@Nullable SecretHash secret() {
		return hash(this.secretSha256);
	}

	/** Reads a hash; null for none. */
	static @Nullable SecretHash hash(@Nullable String hex) {
		return (hex == null || hex.isEmpty()) ? null : SecretHash.parse("secret-sha256", hex);
	}

	/** The secret's hash stays out of logs. */
	@Override
	public String toString() {
		return "Settings of a device, tagged %s, at %s".formatted(this.tags, this.endpoint);
	}

	SortedSet<String> sortedTags() {
		return new TreeSet<>(this.tags);
	}

}
