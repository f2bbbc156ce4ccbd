package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

import io.wirepost.delivery.Broadcast;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.engine.json.DeliveryJson;
import io.wirepost.message.Payload;
import tools.jackson.databind.json.JsonMapper;

/** Encodes deliveries: a version, and JSON or the payload. */
final class DeliveryCodec {

	private static final byte VERSION = 1;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private DeliveryCodec() {
	}

	static byte[] encode(StoredDelivery delivery) {
		return versioned(DeliveryJson.write(delivery));
	}

	static StoredDelivery decode(UUID id, byte[] value) {
		check(value);
		return DeliveryJson.read(id, value, 1);
	}

	static byte[] encode(UsedKey key) {
		return json(new KeyRecord(key.fingerprint(), key.delivery()));
	}

	static UsedKey decodeKey(String key, byte[] value) {
		KeyRecord kept = read(value, KeyRecord.class);
		return new UsedKey(key, kept.fingerprint(), kept.delivery());
	}

	static byte[] encode(Broadcast broadcast) {
		return json(new BroadcastRecord(broadcast.createdAt(), broadcast.deliveries(), broadcast.failed()));
	}

	static Broadcast decodeBroadcast(UUID id, byte[] value, Map<Delivery.Status, Long> statuses) {
		BroadcastRecord kept = read(value, BroadcastRecord.class);
		return new Broadcast(id, kept.createdAt(), kept.deliveries(), kept.failed(), statuses);
	}

	static byte[] encode(Outgoing outgoing) {
		byte[] charset = (outgoing.charset() != null) ? outgoing.charset().name().getBytes(StandardCharsets.US_ASCII)
				: new byte[0];
		return ByteBuffer.allocate(2 + charset.length + outgoing.payload().size())
			.put(VERSION)
			.put((byte) charset.length)
			.put(charset)
			.put(outgoing.payload().asByteBuffer())
			.array();
	}

	static Outgoing decodeOutgoing(byte[] value) {
		check(value);
		int length = value[1];
		String charset = new String(value, 2, length, StandardCharsets.US_ASCII);
		return new Outgoing(Payload.owning(Arrays.copyOfRange(value, 2 + length, value.length)),
				charset.isEmpty() ? null : Charset.forName(charset));
	}

	private static byte[] json(Object kept) {
		return versioned(JSON.writeValueAsBytes(kept));
	}

	private static byte[] versioned(byte[] json) {
		byte[] value = new byte[json.length + 1];
		value[0] = VERSION;
		System.arraycopy(json, 0, value, 1, json.length);
		return value;
	}

	private static <T> T read(byte[] value, Class<T> type) {
		check(value);
		return JSON.readValue(value, 1, value.length - 1, type);
	}

	private static void check(byte[] value) {
		if (value[0] != VERSION) {
			throw new IllegalStateException("A delivery is stored in the unknown format %d".formatted(value[0]));
		}
	}

	/** The stored form of a key. */
	record KeyRecord(String fingerprint, UUID delivery) {
	}

	/** The stored form of a broadcast. */
	record BroadcastRecord(Instant createdAt, int deliveries, int failed) {
	}

}
