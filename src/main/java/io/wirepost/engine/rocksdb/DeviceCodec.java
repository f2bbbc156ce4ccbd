package io.wirepost.engine.rocksdb;

import io.wirepost.device.StoredDevice;
import io.wirepost.engine.json.DeviceJson;
import io.wirepost.message.DeviceId;

/** Encodes a device: a version, and JSON. The id is in the key. */
final class DeviceCodec {

	private static final byte VERSION = 1;

	private DeviceCodec() {
	}

	static byte[] encode(StoredDevice device) {
		byte[] json = DeviceJson.write(device);
		byte[] value = new byte[json.length + 1];
		value[0] = VERSION;
		System.arraycopy(json, 0, value, 1, json.length);
		return value;
	}

	static StoredDevice decode(DeviceId id, byte[] value) {
		if (value[0] != VERSION) {
			throw new IllegalStateException("Device %s is stored in the unknown format %d".formatted(id, value[0]));
		}
		return DeviceJson.read(id, value, 1);
	}

}
