package io.wirepost.connection;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wirepost.settings.Rules;
import io.wirepost.transport.Limits;
import io.wirepost.transport.Timeouts;
import io.wirepost.transport.Tls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A port that devices dial.
 *
 * @param bind the address to listen on
 * @param port the port; 0 picks a free one
 * @param framing how the stream is split into frames: {@code type} or {@code preset}, and
 * that framing's own settings
 * @param charset the charset of the devices' text
 * @param identify how devices are identified: {@code by}, and that scheme's own settings
 * @param duplicate what happens to a second connection of a device
 * @param acknowledge what is sent to the device once its message is durable; nothing by
 * default
 * @param reply how replies are matched to requests: {@code match}, and that matcher's own
 * settings
 * @param timeouts how long things may take
 * @param limits bounds of connections and traffic
 * @param tls TLS towards the devices; none by default
 * @param proxyProtocol requires a PROXY protocol header; none by default
 */
public record ListenerSettings(@DefaultValue("127.0.0.1") String bind, @DefaultValue("7070") int port,
		@DefaultValue Map<String, String> framing, @DefaultValue("UTF-8") Charset charset,
		@DefaultValue Map<String, String> identify, @DefaultValue("replace-old") DuplicatePolicy duplicate,
		@Nullable Acknowledge acknowledge, @DefaultValue Map<String, String> reply, @DefaultValue Timeouts timeouts,
		@DefaultValue Limits limits, @Nullable Tls tls, @Nullable ProxyProtocol proxyProtocol) {

	/** The settings of listeners and endpoints themselves that are numbers. */
	public static final Set<String> NUMBERS = Set.of("port");

	/**
	 * Optional groups of settings, by name, and the one setting that each needs. Without
	 * it an empty group would bind as if it were not there.
	 */
	public static final Map<String, String> NEEDED_BY_GROUP = Map.of("tls", "tls.bundle", "proxy-protocol",
			"proxy-protocol.from", "acknowledge", "acknowledge.text");

	public ListenerSettings {
		Rules.check(charset.canEncode(), "charset", charset, "a charset that can encode text");
		Rules.check(port >= 0 && port <= 65535, "port", port, "0 to 65535");
	}

	/** Whether client certificates are required. */
	public boolean asksForCertificates() {
		return this.tls != null && this.tls.clientCertificate() == Tls.ClientCertificate.REQUIRED;
	}

	/**
	 * What is sent to a device once its message is durable.
	 *
	 * @param text the text, sent as one frame in the listener's charset and framing
	 * @param close whether the connection closes after that
	 */
	public record Acknowledge(@Nullable String text, @DefaultValue("false") boolean close) {
	}

	/**
	 * The PROXY protocol, versions 1 and 2, as specified by HAProxy.
	 *
	 * @param from the networks of the proxies, such as {@code 10.0.0.0/8}; connections
	 * from elsewhere are refused
	 */
	public record ProxyProtocol(@DefaultValue List<String> from) {

		public ProxyProtocol {
			Rules.check(!from.isEmpty(), "from", "an empty list", "the networks of the proxies, such as 10.0.0.0/8");
		}

	}

}
