package io.wirepost.network;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The ports that this process listens on: dialling them would let a caller speak to HTTP
 * or to a listener from this machine's own address. Safe for all threads.
 */
@Component
public class OwnPorts {

	/** Of HTTP and of management, once bound, and as configured. */
	private static final List<String> PORTS = List.of("local.server.port", "local.management.port", "server.port",
			"management.server.port");

	private static final int DEFAULT_HTTP = 8080;

	private final Environment environment;

	private final List<IntPredicate> others = new CopyOnWriteArrayList<>();

	OwnPorts(Environment environment) {
		this.environment = environment;
	}

	/** Adds ports, such as those of listeners. Must not block. */
	public void add(IntPredicate isOwn) {
		this.others.add(isOwn);
	}

	/** Whether an address and port are this process. */
	boolean contains(InetAddress address, int port) {
		return isOwn(port) && (isHere(address) || CarriedAddresses.of(address).stream().anyMatch(OwnPorts::isHere));
	}

	private boolean isOwn(int port) {
		return this.others.stream().anyMatch((other) -> other.test(port)) || isHttp(port);
	}

	private boolean isHttp(int port) {
		String asWritten = Integer.toString(port);
		return PORTS.stream().anyMatch((name) -> asWritten.equals(this.environment.getProperty(name)))
				|| (port == DEFAULT_HTTP && !this.environment.containsProperty("server.port"));
	}

	private static boolean isHere(InetAddress address) {
		if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
			return true;
		}
		try {
			return NetworkInterface.getByInetAddress(address) != null;
		}
		catch (SocketException ex) {
			// Without a list of its own addresses, assume the worse.
			return true;
		}
	}

}
