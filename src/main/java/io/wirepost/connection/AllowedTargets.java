package io.wirepost.connection;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wirepost.transport.Network;
import org.jspecify.annotations.Nullable;

/**
 * The targets that may be dialled besides configured endpoints. Immutable.
 */
final class AllowedTargets {

	private static final Pattern ENTRY = Pattern
		.compile("\\[?(?<target>[^\\[\\]]+?)\\]?:(?<from>\\d{1,5}|\\*)(-(?<to>\\d{1,5}))?");

	private final List<Entry> entries;

	private AllowedTargets(List<Entry> entries) {
		this.entries = entries;
	}

	/**
	 * @param allowed entries such as {@code 192.168.0.0/24:8888},
	 * {@code 192.168.0.0/24:8000-8999}, {@code [fd00::]/8:*} or {@code plc.example:502}
	 * @throws IllegalArgumentException if an entry cannot be read
	 */
	static AllowedTargets of(Collection<String> allowed) {
		List<Entry> entries = new ArrayList<>();
		allowed.forEach((entry) -> entries.add(parse(entry)));
		return new AllowedTargets(entries);
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
	boolean allows(String host, InetAddress address, int port) {
		return this.entries.stream().anyMatch((entry) -> entry.allows(host, address, port));
	}

	private record Entry(@Nullable Network network, @Nullable String host, int from, int to) {

		boolean allows(String host, InetAddress address, int port) {
			boolean target = (this.network != null) ? this.network.contains(address) : host.equalsIgnoreCase(this.host);
			return target && port >= this.from && port <= this.to;
		}

	}

}
