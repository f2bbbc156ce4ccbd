package io.wirepost.security;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Which names and addresses are loopback. */
final class Loopback {

	private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

	private Loopback() {
	}

	/** Whether a bind address is reachable from this machine only. */
	static boolean isBind(@Nullable String bind) {
		try {
			return bind != null && !bind.isBlank() && InetAddress.getByName(bind).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/** Whether the name in a request's Host header is this machine. */
	static boolean isName(@Nullable String host) {
		return host != null && (NAMES.contains(host) || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"));
	}

	/** Whether an Origin header (RFC 6454) is a site of this machine. */
	static boolean isOrigin(String origin) {
		try {
			return isName(URI.create(origin).getHost());
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
