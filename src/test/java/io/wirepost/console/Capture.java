package io.wirepost.console;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Captures of one TCP connection over IPv4, without a link layer. */
final class Capture {

	/** LINKTYPE_RAW: packets begin with IP. */
	private static final int RAW = 101;

	private static final byte[] CLIENT = { 10, 0, 0, 1 };

	private static final byte[] SERVER = { 10, 0, 0, 2 };

	private Capture() {
	}

	/** A file in the format of pcap. */
	static byte[] of(byte[]... packets) {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		file.writeBytes(ByteBuffer.allocate(24)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(0xa1b2c3d4)
			.putShort((short) 2)
			.putShort((short) 4)
			.putLong(0)
			.putInt(65535)
			.putInt(RAW)
			.array());
		for (byte[] packet : packets) {
			file.writeBytes(ByteBuffer.allocate(16)
				.order(ByteOrder.LITTLE_ENDIAN)
				.putLong(0)
				.putInt(packet.length)
				.putInt(packet.length)
				.array());
			file.writeBytes(packet);
		}
		return file.toByteArray();
	}

	/** A packet; checksums are zero. */
	static byte[] segment(boolean fromClient, int sequence, int flags, String payload) {
		byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(40 + bytes.length)
			.put((byte) 0x45)
			.put((byte) 0)
			.putShort((short) (40 + bytes.length))
			.putInt(0)
			.put((byte) 64)
			.put((byte) 6)
			.putShort((short) 0)
			.put(fromClient ? CLIENT : SERVER)
			.put(fromClient ? SERVER : CLIENT)
			.putShort((short) (fromClient ? 5000 : 7070))
			.putShort((short) (fromClient ? 7070 : 5000))
			.putInt(sequence)
			.putInt(0)
			.put((byte) 0x50)
			.put((byte) flags)
			.putShort((short) 1024)
			.putInt(0)
			.put(bytes)
			.array();
	}

}
