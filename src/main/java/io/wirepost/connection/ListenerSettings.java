package io.wirepost.connection;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/**
 * A port that devices dial.
 *
 * @param bind the address to listen on
 * @param port the port; 0 picks a free one
 * @param framing how the stream falls into frames: {@code type} or {@code preset}, and
 * that framing's own settings
 * @param charset how the devices write text
 * @param identify how a device says who it is: {@code by}, and that scheme's own settings
 * @param duplicate what happens to a second connection of a device
 * @param acknowledge what the device is told once its message is durable; nothing by
 * default
 * @param reply how answers find their requests: {@code match}, and that matcher's own
 * settings
 * @param timeouts how long things may take
 * @param limits how much there may be
 * @param tls TLS towards the devices; none by default
 * @param proxyProtocol where a PROXY protocol header is required, and from whom; none by
 * default
 */
public record ListenerSettings(@DefaultValue("127.0.0.1") String bind, @DefaultValue("7070") int port,
		@DefaultValue Map<String, String> framing, @DefaultValue("UTF-8") Charset charset,
		@DefaultValue Map<String, String> identify, @DefaultValue("replace-old") DuplicatePolicy duplicate,
		@Nullable Acknowledge acknowledge, @DefaultValue Map<String, String> reply, @DefaultValue Timeouts timeouts,
		@DefaultValue Limits limits, @Nullable Tls tls, @Nullable ProxyProtocol proxyProtocol) {

	public ListenerSettings {
		Rules.check(charset.canEncode(), "charset", charset, "a charset that text can be written in");
		Rules.check(port >= 0 && port <= 65535, "port", port, "0 to 65535");
	}

	/** Whether every device has to show a certificate. */
	public boolean asksForCertificates() {
		return this.tls != null && this.tls.clientCertificate() == ClientCertificate.REQUIRED;
	}

	/**
	 * What a device is told once its message is durable.
	 *
	 * @param text the text, sent as one frame in the listener's charset and framing
	 * @param close whether the connection closes after that
	 */
	public record Acknowledge(@Nullable String text, @DefaultValue("false") boolean close) {
	}

	/**
	 * How long things may take.
	 *
	 * @param idle silence after which a connection is closed; zero never closes
	 * @param firstFrame time for a connection to say who it is
	 * @param frame time from a frame's first byte to its last
	 * @param write time for written bytes to leave for the network
	 */
	public record Timeouts(@DefaultValue("10m") Duration idle, @DefaultValue("30s") Duration firstFrame,
			@DefaultValue("30s") Duration frame, @DefaultValue("10s") Duration write) {

		/** What holds where nothing is set. */
		public static final Timeouts DEFAULT = new Timeouts(Duration.ofMinutes(10), Duration.ofSeconds(30),
				Duration.ofSeconds(30), Duration.ofSeconds(10));

		public Timeouts {
			Rules.checkIdle("idle", idle);
			Rules.checkDeadline("first-frame", firstFrame);
			Rules.checkDeadline("frame", frame);
			Rules.checkDeadline("write", write);
		}

	}

	/**
	 * How much there may be.
	 *
	 * @param connections connections at a time
	 * @param connectionsPerAddress connections at a time from one IP address; unlimited
	 * by default
	 * @param acceptRate new connections per second; unlimited by default
	 * @param messagesPerSecond frames per second from one connection, beyond which it is
	 * read more slowly; unlimited by default
	 * @param bytesPerSecond bytes per second from one connection, beyond which it is read
	 * more slowly; unlimited by default
	 * @param outboundBuffer bytes that may wait to be written to one connection
	 */
	public record Limits(@DefaultValue("20000") int connections, @Nullable Integer connectionsPerAddress,
			@Nullable Integer acceptRate, @Nullable Integer messagesPerSecond, @Nullable DataSize bytesPerSecond,
			@DefaultValue("256KB") DataSize outboundBuffer) {

		/** What holds where nothing is set. */
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

	/**
	 * TLS towards the devices.
	 *
	 * @param bundle the name of one of Boot's SSL bundles ({@code spring.ssl.bundle})
	 * @param clientCertificate whether devices show a certificate of their own
	 */
	public record Tls(@Nullable String bundle, @DefaultValue("none") ClientCertificate clientCertificate) {
	}

	/** Whether a device shows a certificate of its own. */
	public enum ClientCertificate {

		/** It is not asked for one. */
		NONE,

		/** It may. */
		OPTIONAL,

		/** It has to. */
		REQUIRED

	}

	/**
	 * The PROXY protocol, versions 1 and 2, as HAProxy's specification has it.
	 *
	 * @param from the networks of the proxies, such as {@code 10.0.0.0/8}; whoever comes
	 * from elsewhere is refused
	 */
	public record ProxyProtocol(@DefaultValue List<String> from) {

		public ProxyProtocol {
			Rules.check(!from.isEmpty(), "from", "an empty list", "the networks of the proxies, such as 10.0.0.0/8");
		}

	}

}
