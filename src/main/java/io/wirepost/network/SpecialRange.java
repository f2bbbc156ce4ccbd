package io.wirepost.network;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Ranges of addresses that lead to this machine, to its provider's secrets, or to many at
 * once. They are dialled only where they are named. The ranges are those of IANA's
 * registries of special-purpose addresses (RFC 6890).
 */
enum SpecialRange {

	/** "This host"; many systems connect to themselves then. */
	UNSPECIFIED("an unspecified address", "0.0.0.0/8", "::/128"),
	/** This machine. */
	LOOPBACK("a loopback address", "127.0.0.0/8", "::1/128"),
	/** The same wire: RFC 3927, RFC 4291. */
	LINK_LOCAL("a link-local address", "169.254.0.0/16", "fe80::/10"),
	/**
	 * Services that give a virtual machine its credentials: of AWS, Azure, Google and
	 * most others; of AWS for containers and pods; of AWS and Google over IPv6; of
	 * Alibaba, Oracle and Azure.
	 */
	METADATA("an address of a cloud's metadata", "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32",
			"fd00:ec2::254/128", "fd00:ec2::23/128", "fd20:ce::254/128", "100.100.100.200/32", "192.0.0.192/32",
			"168.63.129.16/32"),
	/** Many at once. */
	MULTICAST("a multicast address", "224.0.0.0/4", "ff00::/8"),
	/** All on the wire. */
	BROADCAST("the broadcast address", "255.255.255.255/32");

	private final String sentence;

	private final List<Network> networks;

	SpecialRange(String sentence, String... networks) {
		this.sentence = sentence;
		this.networks = Arrays.stream(networks).map(Network::parse).toList();
	}

	/**
	 * The ranges that an address is in, or the IPv4 address that it carries; empty for an
	 * ordinary one.
	 */
	static Set<SpecialRange> of(InetAddress address) {
		Set<SpecialRange> ranges = EnumSet.noneOf(SpecialRange.class);
		for (SpecialRange range : values()) {
			if (Network.anyContains(range.networks, address) || CarriedAddresses.of(address)
				.stream()
				.anyMatch((one) -> Network.anyContains(range.networks, one))) {
				ranges.add(range);
			}
		}
		return ranges;
	}

	/** Whether all of a network is in this range. */
	boolean contains(Network network) {
		return this.networks.stream().anyMatch((one) -> one.contains(network));
	}

	/** What such an address is, for a sentence. */
	@Override
	public String toString() {
		return this.sentence;
	}

}
