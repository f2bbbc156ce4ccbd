package io.wirepost.connection;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wirepost.protocol.AcknowledgeSettings;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.protocol.RuleSettings;
import io.wirepost.protocol.StepSettings;
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
 * @param protocol the name of the protocol that its devices speak; the settings that
 * follow replace those of the protocol, or make up an unnamed one
 * @param framing how the stream is split into frames: {@code type} or {@code preset}, and
 * that framing's own settings
 * @param send the framing of what is sent, where it differs, or its {@code prefix} and
 * {@code suffix}
 * @param checksum what is verified on frames that come, and filled in on those that go
 * @param charset the charset of the devices' text; UTF-8 by default
 * @param identify how devices are identified: {@code by}, and that scheme's own settings
 * @param rules the kinds of frames, in order: the first that fits counts
 * @param fields expressions of values that are shown with every message, by name
 * @param duplicate what happens to a second connection of a device
 * @param acknowledge what is sent to the device once its message is durable; nothing by
 * default
 * @param reply how replies are matched to requests: {@code match}, and that matcher's own
 * settings
 * @param onConnect steps that are done on each new connection, before anything is
 * delivered; an empty list for none, where the protocol has some
 * @param timeouts how long things may take
 * @param limits bounds of connections and traffic
 * @param tls TLS towards the devices; none by default
 * @param networks the networks that devices may dial from, such as {@code 10.0.0.0/8};
 * behind a proxy, the address that it announces counts; empty for all
 * @param knownDevices whether only devices are taken that are configured, or were put
 * over HTTP
 * @param proxyProtocol requires a PROXY protocol header; none by default
 */
public record ListenerSettings(@DefaultValue("127.0.0.1") String bind, @DefaultValue("7070") int port,
		@Nullable String protocol, @DefaultValue Map<String, String> framing, @DefaultValue Map<String, String> send,
		@DefaultValue Map<String, String> checksum, @Nullable Charset charset,
		@DefaultValue Map<String, String> identify, @DefaultValue List<RuleSettings> rules,
		@DefaultValue Map<String, String> fields, @DefaultValue("replace-old") DuplicatePolicy duplicate,
		@Nullable AcknowledgeSettings acknowledge, @DefaultValue Map<String, String> reply,
		@Nullable List<StepSettings> onConnect, @DefaultValue Timeouts timeouts, @DefaultValue Limits limits,
		@Nullable Tls tls, @DefaultValue List<String> networks, @DefaultValue("false") boolean knownDevices,
		@Nullable ProxyProtocol proxyProtocol) {

	/** The settings of listeners and endpoints themselves that are numbers. */
	public static final Set<String> NUMBERS = Set.of("port");

	/**
	 * Optional groups of settings, by name, and the one setting that each needs. Without
	 * it an empty group would bind as if it were not there.
	 */
	public static final Map<String, String> NEEDED_BY_GROUP = Map.of("tls", "tls.bundle", "proxy-protocol",
			"proxy-protocol.from", "acknowledge", "acknowledge.text");

	public ListenerSettings {
		Rules.check(charset == null || charset.canEncode(), "charset", charset, "a charset that can encode text");
		Rules.check(port >= 0 && port <= 65535, "port", port, "0 to 65535");
	}

	/** Whether client certificates are required. */
	public boolean asksForCertificates() {
		return this.tls != null && this.tls.clientCertificate() == Tls.ClientCertificate.REQUIRED;
	}

	/** What its devices speak, as far as it is set here. */
	ProtocolSettings inline() {
		return new ProtocolSettings(null, this.framing, this.send, this.checksum, this.charset, this.identify,
				this.rules, this.fields, this.acknowledge, this.reply, this.onConnect, List.of());
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
