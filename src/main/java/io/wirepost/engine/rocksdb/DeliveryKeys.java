package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.engine.json.DeliveryJson;
import io.wirepost.message.DeviceId;

/**
 * The keys of deliveries. Ids are written so that the bytes sort as the ids do.
 *
 * <pre>
 * 00                       how many deliveries and keys there are
 * 01 id                    a delivery
 * 02 device 00 id          a delivery to a device, without a value
 * 03 status id             a delivery of a status, without a value
 * 04 broadcast id          a delivery of a broadcast; its status
 * 05 id                    what is to be sent
 * 06 key                   an idempotency key
 * 07 id                    the idempotency key of a delivery
 * 08 broadcast             a broadcast
 * </pre>
 */
final class DeliveryKeys {

	static final byte[] COUNTS = { 0 };

	static final byte[] DELIVERY = { 1 };

	static final byte[] KEY_OF = { 7 };

	static final byte[] BROADCAST = { 8 };

	private static final byte DEVICE = 2;

	private static final byte STATUS = 3;

	private static final byte[] BROADCAST_PART = { 4 };

	private static final byte[] OUTGOING = { 5 };

	private static final byte USED_KEY = 6;

	private DeliveryKeys() {
	}

	static byte[] delivery(UUID id) {
		return Keys.withId(DELIVERY, id);
	}

	static byte[] ofDevice(DeviceId device) {
		byte[] prefix = Keys.ofDevice(device);
		prefix[0] = DEVICE;
		return prefix;
	}

	static byte[] ofStatus(Delivery.Status status) {
		return new byte[] { STATUS, DeliveryJson.code(status) };
	}

	static byte[] ofBroadcast(UUID broadcast) {
		return Keys.withId(BROADCAST_PART, broadcast);
	}

	static byte[] outgoing(UUID id) {
		return Keys.withId(OUTGOING, id);
	}

	static byte[] usedKey(String key) {
		byte[] name = key.getBytes(StandardCharsets.UTF_8);
		byte[] bytes = new byte[name.length + 1];
		bytes[0] = USED_KEY;
		System.arraycopy(name, 0, bytes, 1, name.length);
		return bytes;
	}

	static byte[] keyOf(UUID id) {
		return Keys.withId(KEY_OF, id);
	}

	static byte[] broadcast(UUID id) {
		return Keys.withId(BROADCAST, id);
	}

	/** The id at the end of a key. */
	static UUID idOf(byte[] key) {
		ByteBuffer id = ByteBuffer.wrap(key, key.length - 16, 16);
		return new UUID(id.getLong(), id.getLong());
	}

	/** The key after all keys with a prefix. */
	static boolean startsWith(byte[] key, byte[] prefix) {
		return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
	}

}
