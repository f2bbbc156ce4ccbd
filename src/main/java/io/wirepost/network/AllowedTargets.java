package io.wirepost.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A list of targets that may be dialled, as a setting has it. An entry also
 * <em>names</em> a special address if it is that address alone, {@code localhost}, or a
 * network that lies in the special range: {@code 127.0.0.0/8:*} names loopback, while
 * {@code 0.0.0.0/0:*} does not. Immutable.
 */
public final class AllowedTargets {

	private static final Pattern ENTRY = Pattern
		.compile("\\[?(?<target>[^\\[\\]]+?)\\]?:(?<from>\\d{1,5}|\\*)(-(?<to>\\d{1,5}))?");

	static final String LOCALHOST = "localhost";

	private final String setting;

	private final List<Entry> entries;

	private AllowedTargets(String setting, List<Entry> entries) {
		this.setting = setting;
		this.entries = entries;
	}

	/**
	 * @param setting the name of the setting, for sentences
	 * @param allowed entries such as {@code 192.168.0.0/24:8888},
	 * {@code 192.168.0.0/24:8000-8999}, {@code [fd00::]/8:*} or {@code plc.example:502}
	 * @throws IllegalArgumentException if an entry cannot be read
	 */
	public static AllowedTargets of(String setting, Collection<String> allowed) {
		List<Entry> entries = new ArrayList<>();
		allowed.forEach((entry) -> entries.add(parse(entry)));
		return new AllowedTargets(setting, entries);
	}

	private static Entry parse(String text) {
		Matcher matcher = ENTRY.matcher(text.replace("]/", "/"));
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"'%s' is neither a network and port such as 192.168.0.0/24:8888, nor a host and port"
						.formatted(text));
		}
		String target = matcher.group("target");
		boolean any = matcher.group("from").equals("*");
		int from = any ? 1 : Integer.parseInt(matcher.group("from"));
		int to = any ? 65535 : (matcher.group("to") != null) ? Integer.parseInt(matcher.group("to")) : from;
		boolean literal = target.contains("/") || Network.isLiteral(target);
		return new Entry(literal ? Network.parse(target) : null, literal ? null : target, from, to);
	}

	/**
	 * Whether a host may be dialled, by its name or by the address it resolves to now.
	 */
	boolean allows(Target target) {
		return this.entries.stream().anyMatch((entry) -> entry.allows(target));
	}

	/** Whether an entry names an address of special ranges. */
	boolean names(Target target, Set<SpecialRange> ranges) {
		return this.entries.stream().anyMatch((entry) -> entry.allows(target) && entry.names(target, ranges));
	}

	/** Whether an entry is this address and this port alone. */
	boolean namesPort(Target target) {
		return this.entries.stream().anyMatch((entry) -> entry.allows(target) && entry.isOne(target));
	}

	/** The name of the setting. */
	@Override
	public String toString() {
		return this.setting;
	}

	/** A host, one of its addresses, and a port. */
	record Target(String host, InetAddress address, int port) {
	}

	private record Entry(@Nullable Network network, @Nullable String host, int from, int to) {

		boolean allows(Target target) {
			boolean fits = (this.network != null) ? this.network.contains(target.address())
					: target.host().equalsIgnoreCase(this.host);
			return fits && target.port() >= this.from && target.port() <= this.to;
		}

		boolean names(Target target, Set<SpecialRange> ranges) {
			return isAddress(target)
					|| (this.network != null && ranges.stream().allMatch((range) -> range.contains(this.network)));
		}

		private boolean isAddress(Target target) {
			return (this.network != null) ? this.network.isSingle()
					: LOCALHOST.equalsIgnoreCase(this.host) && target.address().isLoopbackAddress();
		}

		boolean isOne(Target target) {
			return isAddress(target) && this.from == this.to;
		}

	}

}
