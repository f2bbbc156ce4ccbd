package io.wirepost.web.export;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as the packets of IP (RFC 791, RFC 8200) and TCP (RFC 9293) that it may
 * have been. Wirepost does not keep its own address of a connection: an address for
 * documentation stands for it (RFC 5737, RFC 3849). For one thread.
 */
final class TcpStream {

	private static final Pattern ADDRESS = Pattern.compile("\\[?(?<host>[0-9a-fA-F.:]+?)\\]?:(?<port>\\d{1,5})");

	private static final int NO_NUMBER = 0;

	private static final int SYN = 0x02;

	private static final int PUSH = 0x08;

	private static final int ACK = 0x10;

	private static final int TCP_HEADER = 20;

	private static final byte TCP = 6;

	private final Side device;

	private final Side wirepost;

	private final boolean dialledIn;

	private TcpStream(Side device, Side wirepost, boolean dialledIn) {
		this.device = device;
		this.wirepost = wirepost;
		this.dialledIn = dialledIn;
	}

	/** The connection of a message. */
	static TcpStream of(DeviceMessage message, Function<String, @Nullable Integer> portOf) {
		Matcher matcher = ADDRESS.matcher(message.remoteAddress());
		boolean known = matcher.matches();
		byte[] remote = address(known ? matcher.group("host") : "198.51.100.1");
		byte[] local = address((remote.length == 4) ? "192.0.2.1" : "2001:db8::1");
		Integer listening = (message.listener() != null) ? portOf.apply(message.listener()) : null;
		// The ports that a system chooses by itself begin at 49152 (RFC 6335).
		int chosen = 49152 + Math.floorMod(message.connectionId().hashCode(), 16384);
		int port = (message.listener() == null) ? chosen : (listening != null) ? listening : 7070;
		return new TcpStream(new Side(remote, known ? Integer.parseInt(matcher.group("port")) & 0xFFFF : chosen),
				new Side(local, port), message.listener() != null);
	}

	/** Literals only, so nothing is looked up. */
	private static byte[] address(String literal) {
		try {
			return InetAddress.getByName(literal).getAddress();
		}
		catch (UnknownHostException ex) {
			return new byte[] { (byte) 198, 51, 100, 1 };
		}
	}

	/** The three packets that open it, begun by the side that dialled. */
	List<byte[]> handshake() {
		Side client = this.dialledIn ? this.device : this.wirepost;
		Side server = this.dialledIn ? this.wirepost : this.device;
		byte[] first = packet(client, server, SYN, new byte[0]);
		client.sequence++;
		byte[] second = packet(server, client, SYN | ACK, new byte[0]);
		server.sequence++;
		return List.of(first, second, packet(client, server, ACK, new byte[0]));
	}

	/** The next bytes of one side. */
	byte[] segment(boolean ofDevice, byte[] payload) {
		Side from = ofDevice ? this.device : this.wirepost;
		byte[] packet = packet(from, ofDevice ? this.wirepost : this.device, PUSH | ACK, payload);
		from.sequence += payload.length;
		return packet;
	}

	private static byte[] packet(Side from, Side to, int flags, byte[] payload) {
		byte[] segment = ByteBuffer.allocate(TCP_HEADER + payload.length)
			.putShort((short) from.port)
			.putShort((short) to.port)
			.putInt(from.sequence)
			.putInt(((flags & ACK) != 0) ? to.sequence : NO_NUMBER)
			.putShort((short) ((TCP_HEADER / 4) << 12 | flags))
			.putShort((short) 0xFFFF)
			.putInt(0)
			.put(payload)
			.array();
		int sum = sum(from.address) + sum(to.address) + TCP + segment.length + sum(segment);
		ByteBuffer.wrap(segment).putShort(16, complement(sum));
		return (from.address.length == 4) ? version4(from, to, segment) : version6(from, to, segment);
	}

	private static byte[] version4(Side from, Side to, byte[] segment) {
		ByteBuffer packet = ByteBuffer.allocate(20 + segment.length)
			.putShort((short) 0x4500)
			.putShort((short) (20 + segment.length))
			// No fragments; 64 hops.
			.putInt(0x00004000)
			.put((byte) 64)
			.put(TCP)
			.putShort((short) 0)
			.put(from.address)
			.put(to.address);
		packet.putShort(10, complement(sum(java.util.Arrays.copyOf(packet.array(), 20))));
		return packet.put(segment).array();
	}

	private static byte[] version6(Side from, Side to, byte[] segment) {
		return ByteBuffer.allocate(40 + segment.length)
			.putInt(0x60000000)
			.putShort((short) segment.length)
			.put(TCP)
			.put((byte) 64)
			.put(from.address)
			.put(to.address)
			.put(segment)
			.array();
	}

	/** The sum of 16-bit words, of which the checksum of RFC 1071 is the complement. */
	private static int sum(byte[] bytes) {
		int sum = 0;
		for (int at = 0; at < bytes.length; at++) {
			sum += (bytes[at] & 0xFF) << ((at % 2 == 0) ? 8 : 0);
		}
		return sum;
	}

	private static short complement(int sum) {
		int folded = (sum & 0xFFFF) + (sum >>> 16);
		return (short) ~((folded & 0xFFFF) + (folded >>> 16));
	}

	/** One end of the connection. */
	private static final class Side {

		private final byte[] address;

		private final int port;

		/** The number of its next byte. */
		private int sequence;

		Side(byte[] address, int port) {
			this.address = address;
			this.port = port;
		}

	}

}
