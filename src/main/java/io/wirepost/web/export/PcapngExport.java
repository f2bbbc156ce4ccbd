package io.wirepost.web.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;

/**
 * A capture in the format pcapng (draft-ietf-opsawg-pcapng): every message is a TCP
 * segment, or several, of its connection, which begins with a handshake, so that
 * Wireshark follows it as a stream. The segments hold payloads, without their framing. A
 * packet's comment names the device and the message.
 */
final class PcapngExport implements Export {

	/** How many connections are remembered; one that comes again begins anew. */
	static final int CONNECTIONS = 4096;

	/** Bytes of payload in a segment; what IPv4 can carry is 65,495. */
	private static final int SEGMENT = 32 * 1024;

	private static final int SECTION_HEADER = 0x0A0D0D0A;

	private static final int INTERFACE_DESCRIPTION = 1;

	private static final int ENHANCED_PACKET = 6;

	/** Packets begin with their IP header. */
	private static final short LINKTYPE_RAW = 101;

	private final OutputStream out;

	private final Function<String, Integer> portOf;

	private final Map<UUID, TcpStream> streams = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1;

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, TcpStream> eldest) {
			return size() > CONNECTIONS;
		}

	};

	PcapngExport(OutputStream out, Function<String, Integer> portOf) throws IOException {
		this.out = out;
		this.portOf = portOf;
		// The byte order's magic, version 1.0, a section of unknown length.
		block(SECTION_HEADER, buffer(16).putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1));
		// No limit of a packet's length; option 9: times in nanoseconds.
		block(INTERFACE_DESCRIPTION,
				buffer(20).putShort(LINKTYPE_RAW)
					.putShort((short) 0)
					.putInt(0)
					.putShort((short) 9)
					.putShort((short) 1)
					.put((byte) 9)
					.put(new byte[3])
					.putInt(0));
	}

	@Override
	public void add(DeviceMessage message) throws IOException {
		if (message.direction() == Direction.EVENT) {
			return;
		}
		TcpStream stream = this.streams.get(message.connectionId());
		if (stream == null) {
			stream = TcpStream.of(message, this.portOf);
			this.streams.put(message.connectionId(), stream);
			for (byte[] packet : stream.handshake()) {
				packet(message.receivedAt(), packet, "");
			}
		}
		byte[] payload = message.payload().toByteArray();
		for (int from = 0; from < payload.length; from += SEGMENT) {
			byte[] part = Arrays.copyOfRange(payload, from, Math.min(from + SEGMENT, payload.length));
			packet(message.receivedAt(), stream.segment(message.direction() == Direction.INBOUND, part),
					comment(message));
		}
	}

	private static String comment(DeviceMessage message) {
		String kind = message.interpretation().kind();
		return "%s %s%s%s".formatted(message.direction(), message.requiredId(),
				(message.device() != null) ? " of " + message.device().value() : "",
				(kind != null) ? ", a " + kind : "");
	}

	private void packet(Instant time, byte[] packet, String comment) throws IOException {
		byte[] text = comment.getBytes(StandardCharsets.UTF_8);
		long nanos = time.getEpochSecond() * 1_000_000_000 + time.getNano();
		ByteBuffer body = buffer(20 + padded(packet.length) + (text.length > 0 ? 8 + padded(text.length) : 0));
		body.putInt(0)
			.putInt((int) (nanos >>> 32))
			.putInt((int) nanos)
			.putInt(packet.length)
			.putInt(packet.length)
			.put(packet)
			.position(20 + padded(packet.length));
		if (text.length > 0) {
			// Option 1 is a comment; option 0 ends the list.
			body.putShort((short) 1).putShort((short) text.length).put(text);
		}
		block(ENHANCED_PACKET, body);
	}

	private void block(int type, ByteBuffer body) throws IOException {
		int length = 12 + body.capacity();
		this.out.write(buffer(length).putInt(type).putInt(length).put(body.array()).putInt(length).array());
	}

	private static ByteBuffer buffer(int size) {
		return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
	}

	private static int padded(int length) {
		return (length + 3) / 4 * 4;
	}

}
