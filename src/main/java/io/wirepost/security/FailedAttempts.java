package io.wirepost.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Counts bad credentials by address, so that an address that sends many is told to wait,
 * longer each time. A good token from the same address is neither counted nor delayed.
 * Bounded; safe for all threads, and none of them waits.
 */
final class FailedAttempts {

	private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F.:]*:[0-9a-fA-F.:]*(%.*)?|\\d+(\\.\\d+){3}");

	/** So many are free. */
	static final int FREE = 10;

	/** After this time without any, all are forgotten. */
	static final Duration FORGOTTEN = Duration.ofMinutes(10);

	static final Duration LONGEST = Duration.ofMinutes(5);

	/** The address that failed longest ago is forgotten first. */
	static final int MOST_ADDRESSES = 4096;

	private static final int MAX_DOUBLINGS = 16;

	/** An IPv6 host has a network of this many bytes to itself. */
	private static final int IPV6_NETWORK = 8;

	private final LongSupplier nanos;

	private final Map<String, Record> records = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Record> eldest) {
			return size() > MOST_ADDRESSES;
		}

	};

	/**
	 * @param nanos a clock that only goes forward
	 */
	FailedAttempts(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Counts bad credentials.
	 * @param address the caller's, as text
	 * @return how long it is told to wait; zero if it is not. Credentials are looked at
	 * all the same.
	 */
	Duration failed(String address) {
		long now = this.nanos.getAsLong();
		String network = network(address);
		synchronized (this.records) {
			Record before = this.records.get(network);
			if (before != null && now < before.blockedUntil()) {
				return Duration.ofNanos(before.blockedUntil() - now);
			}
			boolean isForgotten = before == null || now - before.last() > FORGOTTEN.toNanos();
			int failures = isForgotten ? 1 : before.failures() + 1;
			this.records.put(network, new Record(failures, now, now + pause(failures)));
			return Duration.ZERO;
		}
	}

	/** How many addresses are known. */
	int size() {
		synchronized (this.records) {
			return this.records.size();
		}
	}

	/** From the tenth on, 1 s, 2 s, 4 s and so on. */
	private static long pause(int failures) {
		if (failures < FREE) {
			return 0;
		}
		long seconds = 1L << Math.min(failures - FREE, MAX_DOUBLINGS);
		return Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds())).toNanos();
	}

	/**
	 * The network of an IPv6 address, or the IPv4 address itself. Anything else, which a
	 * proxy may have made up, stays as it is: no name is looked up.
	 */
	static String network(String address) {
		if (!LITERAL.matcher(address).matches()) {
			return address;
		}
		try {
			InetAddress parsed = InetAddress.getByName(address.replaceAll("%.*", ""));
			return (parsed instanceof Inet6Address)
					? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK))
					: parsed.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return address;
		}
	}

	/**
	 * What is known of an address.
	 *
	 * @param last when it failed last
	 * @param blockedUntil until when it has to wait
	 */
	private record Record(int failures, long last, long blockedUntil) {
	}

}
