package io.wirepost.transport;

import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of a listener's connections.
 *
 * @param connections connections at a time
 * @param connectionsPerAddress connections at a time from one IP address; unlimited by
 * default
 * @param acceptRate new connections per second; unlimited by default
 * @param messagesPerSecond frames per second from one connection, above which it is read
 * more slowly; unlimited by default
 * @param bytesPerSecond bytes per second from one connection, above which it is read more
 * slowly; unlimited by default
 * @param outboundBuffer bytes that may wait to be written to one connection
 */
public record Limits(@DefaultValue("20000") int connections, @Nullable Integer connectionsPerAddress,
		@Nullable Integer acceptRate, @Nullable Integer messagesPerSecond, @Nullable DataSize bytesPerSecond,
		@DefaultValue("256KB") DataSize outboundBuffer) {

	/** The default. */
	public static final Limits DEFAULT = new Limits(20_000, null, null, null, null, DataSize.ofKilobytes(256));

	public Limits {
		Rules.check(connections > 0, "connections", connections, "1 or more");
		checkRate("connections-per-address", connectionsPerAddress);
		checkRate("accept-rate", acceptRate);
		checkRate("messages-per-second", messagesPerSecond);
		Rules.check(bytesPerSecond == null || bytesPerSecond.toBytes() > 0, "bytes-per-second", bytesPerSecond,
				"1B or more");
		Rules.check(outboundBuffer.toBytes() > 0, "outbound-buffer", outboundBuffer, "1B or more");
	}

	private static void checkRate(String name, @Nullable Integer rate) {
		Rules.check(rate == null || rate > 0, name, rate, "1 or more");
	}

}
