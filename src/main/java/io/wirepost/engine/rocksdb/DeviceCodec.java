package io.wirepost.engine.rocksdb;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;

import io.wirepost.device.StoredDevice;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Encodes a device: a version, and JSON. The id is in the key. */
final class DeviceCodec {

	private static final byte VERSION = 1;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private DeviceCodec() {
	}

	static byte[] encode(StoredDevice device) {
		byte[] json = JSON
			.writeValueAsBytes(new DeviceRecord(device.tags(), device.endpoint(), device.reply(), device.createdAt(),
					device.lastSeenAt(), device.listener(), device.charset(), device.known(), device.secretSha256()));
		byte[] value = new byte[json.length + 1];
		value[0] = VERSION;
		System.arraycopy(json, 0, value, 1, json.length);
		return value;
	}

	static StoredDevice decode(DeviceId id, byte[] value) {
		if (value[0] != VERSION) {
			throw new IllegalStateException("Device %s is stored in the unknown format %d".formatted(id, value[0]));
		}
		DeviceRecord kept = JSON.readValue(Arrays.copyOfRange(value, 1, value.length), DeviceRecord.class);
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
