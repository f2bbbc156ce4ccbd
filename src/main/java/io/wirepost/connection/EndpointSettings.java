package io.wirepost.connection;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A host and port where Wirepost dials a device.
 *
 * @param host a name or an address
 * @param port the port, 1 to 65535
 * @param connect when to dial
 * @param framing how the stream falls into frames: {@code type} or {@code preset}, and
 * that framing's own settings
 * @param charset how the device writes text
 * @param tls the name of one of Boot's SSL bundles; null for no TLS
 * @param idle silence after which the connection is closed; an on-demand connection is
 * dialled again when there is something to send; zero never closes
 * @param connectTimeout how long a dial may take
 */
public record EndpointSettings(String host, int port, @DefaultValue("on-demand") Connect connect,
		@DefaultValue Map<String, String> framing, @DefaultValue("UTF-8") Charset charset, @Nullable String tls,
		@DefaultValue("30s") Duration idle, @DefaultValue("5s") Duration connectTimeout) {

	public EndpointSettings {
		if (host == null || host.isBlank()) {
			throw new InvalidSettingsException("host", "an endpoint needs a host name or an address");
		}
		Rules.check(port >= 1 && port <= 65535, "port", port, "1 to 65535");
		Rules.check(!idle.isNegative(), "idle", idle, "zero or more");
		Rules.check(connectTimeout.toMillis() > 0, "connect-timeout", connectTimeout, "1 ms or more");
	}

	/** The same settings in words, flat, to keep them or to show them. */
	public Settings words() {
		Map<String, String> words = new LinkedHashMap<>();
		words.put("host", this.host);
		words.put("port", Integer.toString(this.port));
		words.put("connect", this.connect.name().toLowerCase(Locale.ROOT).replace('_', '-'));
		this.framing.forEach((name, word) -> words.put("framing." + name, word));
		words.put("charset", this.charset.name());
		if (this.tls != null) {
			words.put("tls", this.tls);
		}
		words.put("idle", this.idle.toString());
		words.put("connect-timeout", this.connectTimeout.toString());
		return new Settings(words);
	}

	/** When to dial. */
	public enum Connect {

		/** When there is something to send. */
		ON_DEMAND,

		/** At once, and again whenever the connection is lost. */
		ALWAYS

	}

}
