package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.wirepost.engine.json.MessageJson;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a message: a version, flags, the time, ids, texts, and the payload to the end.
 * The id is in the key.
 */
final class MessageCodec {

	private static final byte VERSION = 2;

	private static final int OUTBOUND = 1;

	private static final int HAS_DEVICE = 2;

	private static final int HAS_LISTENER = 4;

	private static final int HAS_DELIVERY = 8;

	private static final int HAS_KIND = 16;

	private static final int HAS_ANSWER = 32;

	private static final int HAS_FIELDS = 64;

	private static final int EVENT = 128;

	private static final int HAS_TRACE = 256;

	private static final byte[] NONE = {};

	private MessageCodec() {
	}

	/**
	 * The encoded texts of a message, so that its size is known before it is encoded.
	 *
	 * @param device empty for none
	 * @param fields as a JSON object; empty for none
	 */
	record Texts(byte[] device, byte[] listener, byte[] remoteAddress, byte[] charset, byte[] kind, byte[] answer,
			byte[] fields, byte[] trace) {

		static Texts of(DeviceMessage message) {
			Interpretation meaning = message.interpretation();
			return new Texts((message.device() != null) ? Keys.bytes(message.device()) : NONE,
					(message.listener() != null) ? utf8(message.listener()) : NONE, utf8(message.remoteAddress()),
					utf8(message.charset().name()), (meaning.kind() != null) ? utf8(meaning.kind()) : NONE,
					(meaning.answer() != null) ? meaning.answer().toByteArray() : NONE,
					meaning.fields().isEmpty() ? NONE : MessageJson.writeFields(meaning.fields()),
					(message.trace() != null) ? utf8(message.trace().value()) : NONE);
		}

		private static byte[] utf8(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

		/** The most bytes that they take, lengths included. */
		int maxSize() {
			return this.device.length + this.listener.length + this.remoteAddress.length + this.charset.length
					+ this.kind.length + this.answer.length + this.fields.length + this.trace.length + 8 * 4;
		}

	}

	static int maxSize(DeviceMessage message, Texts texts) {
		return 3 + 12 + 16 + 16 + texts.maxSize() + message.payload().size();
	}

	static void encode(DeviceMessage message, Texts texts, ByteBuffer target) {
		encodeHead(message, texts, target);
		target.put(message.payload().asByteBuffer());
	}

	/** All but the payload. */
	static void encodeHead(DeviceMessage message, Texts texts, ByteBuffer target) {
		target.put(VERSION);
		target.putShort((short) (flag(message.direction()) | (message.device() != null ? HAS_DEVICE : 0)
				| (message.listener() != null ? HAS_LISTENER : 0) | (message.deliveryId() != null ? HAS_DELIVERY : 0)
				| (texts.kind().length > 0 ? HAS_KIND : 0) | (texts.answer().length > 0 ? HAS_ANSWER : 0)
				| (texts.fields().length > 0 ? HAS_FIELDS : 0) | (texts.trace().length > 0 ? HAS_TRACE : 0)));
		target.putLong(message.receivedAt().getEpochSecond()).putInt(message.receivedAt().getNano());
		put(target, message.connectionId());
		if (message.deliveryId() != null) {
			put(target, message.deliveryId());
		}
		if (message.device() != null) {
			put(target, texts.device());
		}
		if (message.listener() != null) {
			put(target, texts.listener());
		}
		if (texts.kind().length > 0) {
			put(target, texts.kind());
		}
		put(target, texts.remoteAddress());
		put(target, texts.charset());
		if (texts.answer().length > 0) {
			put(target, texts.answer());
		}
		if (texts.fields().length > 0) {
			put(target, texts.fields());
		}
		if (texts.trace().length > 0) {
			put(target, texts.trace());
		}
	}

	private static int flag(Direction direction) {
		return switch (direction) {
			case INBOUND -> 0;
			case OUTBOUND -> OUTBOUND;
			case EVENT -> EVENT;
		};
	}

	private static Direction direction(int flags) {
		return has(flags, EVENT) ? Direction.EVENT : has(flags, OUTBOUND) ? Direction.OUTBOUND : Direction.INBOUND;
	}

	private static void put(ByteBuffer target, UUID id) {
		target.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
	}

	private static void put(ByteBuffer target, byte[] text) {
		int length = text.length;
		for (; length > 0x7F; length >>>= 7) {
			target.put((byte) (length | 0x80));
		}
		target.put((byte) length).put(text);
	}

	/**
	 * Decodes a message.
	 * @return null if it does not match the query
	 */
	static @Nullable DeviceMessage decode(MessageId id, byte[] value, @Nullable MessageQuery query) {
		ByteBuffer source = ByteBuffer.wrap(value);
		byte version = source.get();
		if (version != VERSION) {
			throw new IllegalStateException("Message %s is stored in the unknown format %d".formatted(id, version));
		}
		int flags = source.getShort();
		Instant receivedAt = Instant.ofEpochSecond(source.getLong(), source.getInt());
		UUID connectionId = uuid(source);
		UUID deliveryId = has(flags, HAS_DELIVERY) ? uuid(source) : null;
		DeviceId device = has(flags, HAS_DEVICE) ? new DeviceId(text(source)) : null;
		String listener = has(flags, HAS_LISTENER) ? text(source) : null;
		Direction direction = direction(flags);
		String kind = has(flags, HAS_KIND) ? text(source) : null;
		if (query != null && !query.matches(device, direction, listener, kind, receivedAt)) {
			return null;
		}
		String remoteAddress = text(source);
		Charset charset = MessageJson.charset(text(source));
		Interpretation meaning = interpretation(flags, kind, source);
		TraceParent trace = has(flags, HAS_TRACE) ? new TraceParent(text(source)) : null;
		byte[] payload = new byte[source.remaining()];
		source.get(payload);
		return new DeviceMessage(id, device, direction, listener, connectionId, remoteAddress, receivedAt, charset,
				Payload.owning(payload), deliveryId, meaning, trace);
	}

	private static Interpretation interpretation(int flags, @Nullable String kind, ByteBuffer source) {
		Payload answer = has(flags, HAS_ANSWER) ? Payload.owning(bytes(source)) : null;
		Map<String, Object> fields = has(flags, HAS_FIELDS) ? MessageJson.readFields(bytes(source)) : Map.of();
		return (kind != null || answer != null || !fields.isEmpty()) ? new Interpretation(kind, answer, fields)
				: Interpretation.NONE;
	}

	private static boolean has(int flags, int flag) {
		return (flags & flag) != 0;
	}

	private static UUID uuid(ByteBuffer source) {
		return new UUID(source.getLong(), source.getLong());
	}

	private static String text(ByteBuffer source) {
		int length = length(source);
		String text = new String(source.array(), source.position(), length, StandardCharsets.UTF_8);
		source.position(source.position() + length);
		return text;
	}

	private static byte[] bytes(ByteBuffer source) {
		byte[] bytes = new byte[length(source)];
		source.get(bytes);
		return bytes;
	}

	private static int length(ByteBuffer source) {
		int length = 0;
		int shift = 0;
		byte next;
		do {
			next = source.get();
			length |= (next & 0x7F) << shift;
			shift += 7;
		}
		while (next < 0);
		return length;
	}

}
