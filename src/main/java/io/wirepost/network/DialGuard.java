package io.wirepost.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Decides at each dial which addresses of a host may be connected to. The caller connects
 * to the very addresses that it returns: a second lookup could give others. Safe for all
 * threads.
 */
@Component
public class DialGuard {

	/**
	 * Numbers that C libraries take for an address, each in its own way:
	 * {@code 0x7f000001}, {@code 2130706433}, {@code 127.1}, {@code 0177.0.0.1}.
	 */
	private static final Pattern NUMBERS = Pattern.compile("(?i)(0x[0-9a-f]*|\\d+)(\\.(0x[0-9a-f]*|\\d+)){0,3}\\.?");

	private static final Pattern DOTTED = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

	private final NameResolver resolver;

	private final OwnPorts ownPorts;

	DialGuard(ObjectProvider<NameResolver> resolver, OwnPorts ownPorts) {
		this.resolver = resolver.getIfAvailable(() -> NameResolver.SYSTEM);
		this.ownPorts = ownPorts;
	}

	/**
	 * The addresses of a host that may be connected to, in the order in which to try
	 * them; at least one. May block for a lookup.
	 * @param host a name, or an address; one of IPv6 may be in brackets
	 * @param configured whether the configuration has this host and port, so that it need
	 * not be on the list
	 * @param allowed what else may be dialled, and what is named
	 * @throws UnknownHostException if the host has no address
	 * @throws TargetRefusedException if it may be connected to none of its addresses
	 */
	public List<InetAddress> resolve(String host, int port, boolean configured, AllowedTargets allowed)
			throws UnknownHostException {
		String bare = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
		if (NUMBERS.matcher(bare).matches() && !DOTTED.matcher(bare).matches()) {
			throw new TargetRefusedException(
					"The host '%s' can be read as more than one address; write it as four ".formatted(host)
							+ "decimal numbers, such as 192.168.0.100");
		}
		List<InetAddress> permitted = new ArrayList<>();
		String refused = null;
		for (InetAddress address : this.resolver.resolve(bare)) {
			String why = refusal(new AllowedTargets.Target(bare, address, port), configured, allowed);
			if (why == null) {
				permitted.add(address);
			}
			refused = (refused == null) ? why : refused;
		}
		if (permitted.isEmpty() && refused == null) {
			throw new UnknownHostException(host);
		}
		if (permitted.isEmpty()) {
			throw new TargetRefusedException("Wirepost may not dial %s:%d%s".formatted(host, port, refused));
		}
		return permitted;
	}

	/** The rest of a sentence; null if the target may be connected to. */
	private @Nullable String refusal(AllowedTargets.Target target, boolean configured, AllowedTargets allowed) {
		if (!configured && !allowed.allows(target)) {
			return "; add its network and port to " + allowed;
		}
		if (configured && isWritten(target)) {
			return null;
		}
		Set<SpecialRange> special = SpecialRange.of(target.address());
		if (!special.isEmpty() && !allowed.names(target, special)) {
			return ": %s is %s, which has to be named; if it is meant, add %s to %s".formatted(text(target.address()),
					special.stream().map(SpecialRange::toString).collect(Collectors.joining(" and ")), entry(target),
					allowed);
		}
		if (this.ownPorts.contains(target.address(), target.port()) && !allowed.namesPort(target)) {
			return ": that is Wirepost itself; if it is meant, add %s to %s".formatted(entry(target), allowed);
		}
		return null;
	}

	/** Whether the host is this address, as it is written. */
	private static boolean isWritten(AllowedTargets.Target target) {
		return Network.isLiteral(target.host()) || target.host().indexOf('%') > 0
				|| (AllowedTargets.LOCALHOST.equalsIgnoreCase(target.host()) && target.address().isLoopbackAddress());
	}

	private static String entry(AllowedTargets.Target target) {
		String address = text(target.address());
		return "\"%s:%d\"".formatted(address.contains(":") ? "[" + address + "]" : address, target.port());
	}

	/** Without the name that was looked up, and without a zone. */
	private static String text(InetAddress address) {
		String text = address.getHostAddress();
		return text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
	}

}
