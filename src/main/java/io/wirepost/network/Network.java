package io.wirepost.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IP addresses in CIDR notation (RFC 4632), such as {@code 10.0.0.0/8} or
 * {@code fd00::/8}; an address alone is a range of one.
 *
 * @param base an address of the range
 * @param prefix the number of leading bits that its addresses share
 */
public record Network(InetAddress base, int prefix) {

	private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private static final Pattern NOTATION = Pattern.compile("(?<address>[^/]+)(/(?<prefix>\\d{1,3}))?");

	/**
	 * @throws IllegalArgumentException if the text is not a range of addresses
	 */
	public static Network parse(String text) {
		Matcher matcher = NOTATION.matcher(text);
		// Names are not resolved: the range must not change with DNS.
		if (matcher.matches() && isLiteral(matcher.group("address"))) {
			try {
				InetAddress base = InetAddress.getByName(matcher.group("address"));
				int bits = base.getAddress().length * 8;
				int prefix = (matcher.group("prefix") != null) ? Integer.parseInt(matcher.group("prefix")) : bits;
				if (prefix <= bits) {
					return new Network(base, prefix);
				}
			}
			catch (UnknownHostException ex) {
				// The exception below has the value and the rule.
			}
		}
		throw new IllegalArgumentException("'%s' is not a network such as 10.0.0.0/8 or fd00::/8".formatted(text));
	}

	/**
	 * Whether a host is written as this machine: {@code localhost}, or a loopback
	 * address. One of IPv6 may be in brackets. Nothing is looked up.
	 */
	public static boolean isLoopback(String host) {
		String bare = host.replaceAll("[\\[\\]]", "");
		if (bare.equalsIgnoreCase("localhost")) {
			return true;
		}
		try {
			return isLiteral(bare) && parse(bare).base().isLoopbackAddress();
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/** Whether a host is an address rather than a name. */
	public static boolean isLiteral(String host) {
		return LITERAL.matcher(host).matches();
	}

	public boolean contains(InetAddress address) {
		byte[] base = this.base.getAddress();
		byte[] other = address.getAddress();
		if (base.length != other.length) {
			return false;
		}
		for (int bit = 0; bit < this.prefix; bit++) {
			int mask = 0x80 >>> (bit % 8);
			if ((base[bit / 8] & mask) != (other[bit / 8] & mask)) {
				return false;
			}
		}
		return true;
	}

	/** Whether every address of another range is in this one. */
	public boolean contains(Network other) {
		return other.prefix >= this.prefix && contains(other.base);
	}

	/** Whether it is one address alone. */
	public boolean isSingle() {
		return this.prefix == this.base.getAddress().length * 8;
	}

	/** Whether an address is in any of some ranges. */
	public static boolean anyContains(Collection<Network> networks, InetAddress address) {
		return networks.stream().anyMatch((network) -> network.contains(address));
	}

}
