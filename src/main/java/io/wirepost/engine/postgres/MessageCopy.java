package io.wirepost.engine.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.engine.json.MessageJson;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes messages by COPY in its binary format (PostgreSQL's manual, COPY, "Binary
 * Format"): for each row the number of fields, and each field with its length, -1 for
 * null. For the commit thread; its buffer is reused.
 */
final class MessageCopy {

	private static final String COPY = "COPY message (part, id, xid, place, device, direction, listener, connection, "
			+ "remote_address, received_at, received_nanos, charset, payload, delivery, kind, answer, fields, trace) "
			+ "FROM STDIN (FORMAT binary)";

	private static final short FIELDS = 18;

	private static final byte[] SIGNATURE = { 'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0 };

	private static final short END = -1;

	/** Binary timestamps are microseconds since the first of January 2000. */
	private static final long EPOCH_SECONDS = 946_684_800;

	/** 4,000 years before, and 200,000 after: times that PostgreSQL stores. */
	private static final long EARLIEST = -4_000L * 31_556_952;

	private static final long LATEST = 200_000L * 31_556_952;

	private static final int BUFFER = 64 * 1024;

	private ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

	/** Writes messages of a transaction, in their order, to a partition. */
	void write(Connection connection, int part, long xid, List<DeviceMessage> messages) throws SQLException {
		CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
		try {
			// The signature, no flags, and no more of a header.
			this.buffer.clear().put(SIGNATURE).putInt(0).putInt(0);
			for (int place = 0; place < messages.size(); place++) {
				put(part, xid, place, messages.get(place));
				if (this.buffer.position() >= BUFFER / 2) {
					send(copy);
				}
			}
			room(2).putShort(END);
			send(copy);
			copy.endCopy();
		}
		finally {
			if (copy.isActive()) {
				copy.cancelCopy();
			}
			if (this.buffer.capacity() > BUFFER) {
				this.buffer = ByteBuffer.allocate(BUFFER);
			}
		}
	}

	private void send(CopyIn copy) throws SQLException {
		copy.writeToCopy(this.buffer.array(), 0, this.buffer.position());
		this.buffer.clear();
	}

	private void put(int part, long xid, int place, DeviceMessage message) {
		Interpretation meaning = message.interpretation();
		Instant received = message.receivedAt();
		room(2).putShort(FIELDS);
		putInt(part);
		putId(message.requiredId().value());
		room(12).putInt(8).putLong(xid);
		putInt(place);
		putText((message.device() != null) ? message.device().value() : null);
		putShort(code(message.direction()));
		putText(message.listener());
		putId(message.connectionId());
		putText(message.remoteAddress());
		room(12).putInt(8).putLong(micros(received));
		putShort((short) (received.getNano() % 1000));
		putText(message.charset().name());
		putBytes(message.payload().asByteBuffer());
		putId(message.deliveryId());
		putText(meaning.kind());
		putBytes((meaning.answer() != null) ? meaning.answer().asByteBuffer() : null);
		putBytes(meaning.fields().isEmpty() ? null : ByteBuffer.wrap(MessageJson.writeFields(meaning.fields())));
		putText((message.trace() != null) ? message.trace().value() : null);
	}

	private static long micros(Instant time) {
		long seconds = Math.max(EARLIEST, Math.min(LATEST, time.getEpochSecond() - EPOCH_SECONDS));
		return seconds * 1_000_000L + time.getNano() / 1000;
	}

	static short code(Direction direction) {
		return switch (direction) {
			case INBOUND -> 0;
			case OUTBOUND -> 1;
			case EVENT -> 2;
		};
	}

	static Direction direction(short code) {
		return switch (code) {
			case 0 -> Direction.INBOUND;
			case 1 -> Direction.OUTBOUND;
			case 2 -> Direction.EVENT;
			default -> throw new IllegalStateException("The direction %d is unknown".formatted(code));
		};
	}

	private void putInt(int value) {
		room(8).putInt(4).putInt(value);
	}

	private void putShort(short value) {
		room(6).putInt(2).putShort(value);
	}

	private void putId(@Nullable UUID id) {
		if (id == null) {
			room(4).putInt(-1);
		}
		else {
			room(20).putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		}
	}

	private void putText(@Nullable String text) {
		putBytes((text != null) ? ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)) : null);
	}

	private void putBytes(@Nullable ByteBuffer bytes) {
		if (bytes == null) {
			room(4).putInt(-1);
		}
		else {
			room(4 + bytes.remaining()).putInt(bytes.remaining()).put(bytes);
		}
	}

	/** The buffer, with room for more bytes. */
	private ByteBuffer room(int bytes) {
		if (this.buffer.remaining() < bytes) {
			ByteBuffer larger = ByteBuffer
				.allocate(Math.max(2 * this.buffer.capacity(), this.buffer.position() + bytes));
			this.buffer = larger.put(this.buffer.flip());
		}
		return this.buffer;
	}

}
