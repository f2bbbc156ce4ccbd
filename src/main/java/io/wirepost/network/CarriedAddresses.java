package io.wirepost.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * IPv4 addresses that an IPv6 address carries: a gateway, or this machine, would connect
 * to these. The JDK gives IPv4-mapped addresses as IPv4 already.
 */
final class CarriedAddresses {

	/** Where in an address of a network the IPv4 address begins, in bytes. */
	private static final List<Form> FORMS = List.of(
			// IPv4-compatible (RFC 4291, section 2.5.5.1), mapped, and translated (RFC
			// 2765)
			new Form("::/96", 12), new Form("::ffff:0:0:0/96", 12),
			// 6to4 (RFC 3056)
			new Form("2002::/16", 2),
			// NAT64: the well-known prefix (RFC 6052), and that for local use (RFC 8215)
			new Form("64:ff9b::/96", 12), new Form("64:ff9b:1::/48", 12));

	private static final Network TEREDO = Network.parse("2001::/32");

	private CarriedAddresses() {
	}

	/** The addresses that another one carries; empty for none. */
	static List<InetAddress> of(InetAddress address) {
		if (!(address instanceof Inet6Address)) {
			return List.of();
		}
		byte[] bytes = address.getAddress();
		List<InetAddress> carried = new ArrayList<>();
		FORMS.stream()
			.filter((form) -> form.network().contains(address))
			.forEach((form) -> carried.add(at(bytes, form.at(), 0)));
		if (TEREDO.contains(address)) {
			// RFC 4380: the server's, and the client's with its bits inverted.
			carried.add(at(bytes, 4, 0));
			carried.add(at(bytes, 12, 0xff));
		}
		boolean isatap = bytes[10] == 0x5e && bytes[11] == (byte) 0xfe && (bytes[8] & 0xfd) == 0 && bytes[9] == 0;
		if (isatap) {
			// RFC 5214, section 6.1
			carried.add(at(bytes, 12, 0));
		}
		return carried;
	}

	private static InetAddress at(byte[] bytes, int at, int inverted) {
		byte[] four = new byte[4];
		for (int i = 0; i < four.length; i++) {
			four[i] = (byte) (bytes[at + i] ^ inverted);
		}
		try {
			return InetAddress.getByAddress(four);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("Four bytes are an address", ex);
		}
	}

	/** A network whose addresses carry another from some byte on. */
	private record Form(Network network, int at) {

		Form(String network, int at) {
			this(Network.parse(network), at);
		}

	}

}
