package io.wirepost.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of this machine without a listener, for tests in which one is opened there later.
 * They lie below the range from which the kernel gives out ports, so no other test,
 * client or listener gets one of them meanwhile.
 */
public final class FreePort {

	private static final int PER_PROCESS = 500;

	/** Processes of one number begin at different ports. */
	private static final AtomicInteger NEXT = new AtomicInteger(
			(int) (ProcessHandle.current().pid() * 61 % PER_PROCESS));

	private FreePort() {
	}

	/** A port that no call before returned. */
	public static int next() {
		int process = Integer.getInteger("surefire.forkNumber", 0);
		for (int tries = 0; tries < PER_PROCESS; tries++) {
			int port = firstGivenOut() - PER_PROCESS * (process + 1) + NEXT.getAndIncrement() % PER_PROCESS;
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("No port is free below " + firstGivenOut());
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Linux's default where the file is not there, as on other systems (which give out
	 * ports above it, too).
	 */
	private static int firstGivenOut() {
		try {
			String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
			return Math.max(Integer.parseInt(range.strip().split("\\s+")[0]), 10_000);
		}
		catch (IOException ex) {
			return 32_768;
		}
	}

}
