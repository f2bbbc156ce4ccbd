package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Interpretation;
import io.wirepost.message.MessageId;

/**
 * The keys within a segment. Ids are written so that the bytes sort as the ids do.
 *
 * <pre>
 * 01 id                    a message
 *
 * 00                       in the segment's index: its statistics
 * 02 device 00 id          in the segment's index: a message of a device, without a value
 * 03 device 00 kind        in the segment's index: the id of a device's newest message of a kind
 * </pre>
 */
final class Keys {

	static final byte[] STATISTICS = { 0 };

	/** Before each message's id. */
	static final byte[] MESSAGE = { 1 };

	/** The most bytes of a key. */
	static final int MAX_SIZE = 1 + 128 + 1 + Math.max(16, Interpretation.LONGEST_KIND);

	private static final byte DEVICE = 2;

	private static final byte LATEST = 3;

	private static final byte END_OF_DEVICE = 0;

	private Keys() {
	}

	/** Before the id of each message of a device. */
	static byte[] ofDevice(DeviceId device) {
		return ofDevice(DEVICE, device);
	}

	/** Before each kind of a device's messages. */
	static byte[] latestOfDevice(DeviceId device) {
		return ofDevice(LATEST, device);
	}

	private static byte[] ofDevice(byte first, DeviceId device) {
		byte[] name = bytes(device);
		byte[] prefix = new byte[1 + name.length + 1];
		prefix[0] = first;
		System.arraycopy(name, 0, prefix, 1, name.length);
		prefix[prefix.length - 1] = END_OF_DEVICE;
		return prefix;
	}

	static byte[] bytes(DeviceId device) {
		return device.value().getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] ofMessage(UUID id) {
		return withId(MESSAGE, id);
	}

	static byte[] withId(byte[] prefix, UUID id) {
		ByteBuffer key = ByteBuffer.wrap(Arrays.copyOf(prefix, prefix.length + 16), prefix.length, 16);
		key.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		return key.array();
	}

	/** The key after all keys that have a prefix and then an id. */
	static byte[] behind(byte[] prefix) {
		return withId(prefix, new UUID(-1, -1));
	}

	static boolean startsWith(byte[] key, byte[] prefix) {
		return key.length == prefix.length + 16 && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
	}

	static boolean isBelow(byte[] key, byte[] prefix) {
		return key.length > prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
	}

	/** The id at the end of a key. */
	static MessageId idOf(byte[] key) {
		ByteBuffer id = ByteBuffer.wrap(key, key.length - 16, 16);
		return new MessageId(new UUID(id.getLong(), id.getLong()));
	}

	static void putMessage(ByteBuffer key, UUID id) {
		key.clear();
		key.put(MESSAGE).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		key.flip();
	}

	static void putOfDevice(ByteBuffer key, byte[] device, UUID id) {
		key.clear();
		key.put(DEVICE).put(device).put(END_OF_DEVICE);
		key.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		key.flip();
	}

	static void putLatest(ByteBuffer key, byte[] device, String kind) {
		key.clear();
		key.put(LATEST).put(device).put(END_OF_DEVICE).put(kind.getBytes(StandardCharsets.US_ASCII));
		key.flip();
	}

	/** The value of an index entry that names a message. */
	static void putId(ByteBuffer value, UUID id) {
		value.clear();
		value.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		value.flip();
	}

}
