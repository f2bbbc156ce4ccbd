package io.wirepost.engine.json;

import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;

import io.wirepost.device.StoredDevice;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Devices as JSON. The id is stored beside it. */
public final class DeviceJson {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private DeviceJson() {
	}

	public static byte[] write(StoredDevice device) {
		return JSON
			.writeValueAsBytes(new DeviceRecord(device.tags(), device.endpoint(), device.reply(), device.createdAt(),
					device.lastSeenAt(), device.listener(), device.charset(), device.known(), device.secretSha256()));
	}

	/** Reads a device from bytes, of which the first are something else. */
	public static StoredDevice read(DeviceId id, byte[] bytes, int offset) {
		DeviceRecord kept = JSON.readValue(bytes, offset, bytes.length - offset, DeviceRecord.class);
		return new StoredDevice(id, kept.tags(), kept.endpoint(), kept.reply(), kept.createdAt(), kept.lastSeenAt(),
				kept.listener(), kept.charset(), kept.wasPut(), kept.secretSha256());
	}

	/**
	 * The stored form of a device: its names stay, even if those of the device change.
	 */
	record DeviceRecord(SortedSet<String> tags, @Nullable Map<String, String> endpoint,
			@Nullable Map<String, String> reply, Instant createdAt, @Nullable Instant lastSeenAt,
			@Nullable String listener, @Nullable String charset, @Nullable Boolean known,
			@Nullable String secretSha256) {

		/** Before that was stored, only what was put could have any of these. */
		boolean wasPut() {
			return (this.known != null) ? this.known
					: !this.tags.isEmpty() || this.endpoint != null || this.reply != null;
		}

	}

}
