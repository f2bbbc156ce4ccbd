package io.wirepost.connection;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.wirepost.protocol.AcknowledgeSettings;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.protocol.RuleSettings;
import io.wirepost.protocol.StepSettings;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import io.wirepost.settings.Settings;
import io.wirepost.transport.Timeouts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A host and port where Wirepost dials a device.
 *
 * @param host a name or an address
 * @param port the port, 1 to 65535
 * @param connect when to dial
 * @param protocol the name of the protocol that the device speaks; the settings that
 * follow replace those of the protocol, or make up an unnamed one
 * @param framing how the stream is split into frames: {@code type} or {@code preset}, and
 * that framing's own settings
 * @param send the framing of what is sent, where it differs, or its {@code prefix} and
 * {@code suffix}
 * @param checksum what is verified on frames that come, and filled in on those that go
 * @param charset the charset of the device's text; UTF-8 by default
 * @param rules the kinds of frames, in order: the first that fits counts
 * @param fields expressions of values that are shown with every message, by name
 * @param acknowledge what the device is answered where no rule says more
 * @param onConnect steps that are done on each new connection, before anything is
 * delivered; an empty list for none, where the protocol has some
 * @param tls the name of one of Boot's SSL bundles; null for no TLS
 * @param idle silence after which the connection is closed; an on-demand connection is
 * dialled again when there is something to send; zero never closes; 30 s by default, 10
 * minutes if always connected
 * @param connectTimeout how long a dial may take
 */
public record EndpointSettings(String host, int port, @DefaultValue("on-demand") Connect connect,
		@Nullable String protocol, @DefaultValue Map<String, String> framing, @DefaultValue Map<String, String> send,
		@DefaultValue Map<String, String> checksum, @Nullable Charset charset, @DefaultValue List<RuleSettings> rules,
		@DefaultValue Map<String, String> fields, @Nullable AcknowledgeSettings acknowledge,
		@Nullable List<StepSettings> onConnect, @Nullable String tls, Duration idle,
		@DefaultValue("5s") Duration connectTimeout) {

	private static final Duration LEAST = Duration.ofMillis(1);

	private static final Duration LONGEST_DIAL = Duration.ofMinutes(1);

	public EndpointSettings {
		if (host == null || host.isBlank()) {
			throw new InvalidSettingsException("host", "an endpoint needs a host name or an address");
		}
		Rules.check(charset == null || charset.canEncode(), "charset", charset, "a charset that can encode text");
		Rules.check(port >= 1 && port <= 65535, "port", port, "1 to 65535");
		if (idle == null) {
			idle = (connect == Connect.ALWAYS) ? Timeouts.DEFAULT.idle() : Duration.ofSeconds(30);
		}
		Rules.checkIdle("idle", idle);
		Rules.check(connectTimeout.compareTo(LEAST) >= 0 && connectTimeout.compareTo(LONGEST_DIAL) <= 0,
				"connect-timeout", connectTimeout, "1 ms to 1 minute");
	}

	/** The same settings, flat, to store or show them. */
	public Settings toSettings() {
		return Settings.of(this);
	}

	/** What the device speaks, as far as it is set here. */
	ProtocolSettings inline() {
		return new ProtocolSettings(null, this.framing, this.send, this.checksum, this.charset, Map.of(), this.rules,
				this.fields, this.acknowledge, Map.of(), this.onConnect, List.of());
	}

	/** When to dial. */
	public enum Connect {

		/** When there is something to send. */
		ON_DEMAND,

		/** At the start, and again whenever the connection is lost. */
		ALWAYS

	}

}
