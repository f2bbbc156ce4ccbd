package io.wirepost.forward.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.wirepost.message.Direction;
import io.wirepost.message.Interpretation;
import io.wirepost.network.AllowedTargets;
import io.wirepost.network.Network;
import io.wirepost.settings.Backoff;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A webhook, as configured.
 *
 * @param url where messages are posted to, by http or https
 * @param devices of which devices; {@code *} stands for any characters. What no device
 * said goes out only where all do
 * @param direction of which direction; null for both
 * @param kinds of which kinds, as the rules of protocols name them; empty for all
 * @param events whether presence goes out too, whatever the direction is
 * @param batchSize the most messages of a post, 1 to 500
 * @param secret signs each post; null leaves posts unsigned
 * @param timeout how long to wait for an answer
 * @param retry how long to wait after a failure
 * @param onRefused what to do with messages that are answered with 4xx, other than 408,
 * 425 and 429
 * @param allowHttp whether posts may go in the clear to a host that is not this machine
 * @param allowed special addresses that the host's name may resolve to, with ports, such
 * as {@code 127.0.0.0/8:9000}
 */
public record WebhookSettings(@Nullable String url, @DefaultValue("*") String devices, @Nullable Direction direction,
		@DefaultValue List<String> kinds, @DefaultValue("false") boolean events, @DefaultValue("100") int batchSize,
		@Nullable String secret, @DefaultValue("10s") Duration timeout, @DefaultValue Backoff retry,
		@DefaultValue("block") OnRefused onRefused, @DefaultValue("false") boolean allowHttp,
		@DefaultValue List<String> allowed) {

	private static final Pattern DEVICES = Pattern.compile("[A-Za-z0-9._:*-]{1,128}");

	private static final int MAX_BATCH = 500;

	private static final Duration LONGEST = Duration.ofMinutes(10);

	public WebhookSettings {
		check(url);
		checkScheme(url, allowHttp);
		allowed = List.copyOf(allowed);
		List<String> targets = allowed;
		Rules.parse("allowed", () -> AllowedTargets.of("allowed", targets));
		if (!DEVICES.matcher(devices).matches()) {
			throw new InvalidSettingsException("devices",
					"'%s' is not 1 to 128 of A-Z a-z 0-9 . _ : - and *".formatted(devices));
		}
		kinds = List.copyOf(kinds);
		kinds.forEach((kind) -> Rules.parse("kinds", () -> Interpretation.kind(kind)));
		if (batchSize < 1 || batchSize > MAX_BATCH) {
			throw new InvalidSettingsException("batch-size", "'%d' is not 1 to %d".formatted(batchSize, MAX_BATCH));
		}
		if (secret != null && secret.isBlank()) {
			throw new InvalidSettingsException("secret", "it is blank; set a random one, or none");
		}
		if (secret != null) {
			checkSecret(secret);
		}
		if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
			throw new InvalidSettingsException("timeout", "'%s' is not 1ms to 10m".formatted(timeout));
		}
	}

	/** The sentence does not show the secret. */
	private static void checkSecret(String secret) {
		if (!StandardSignature.isUsable(secret)) {
			throw new InvalidSettingsException("secret", "what follows whsec_ is not Base64");
		}
	}

	/** The sentences do not show the address, which may have secrets. */
	private static void check(@Nullable String url) {
		if (url == null || url.isBlank()) {
			throw new InvalidSettingsException("url", "set it to the address that messages are posted to");
		}
		try {
			URI uri = new URI(url);
			if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
				throw new InvalidSettingsException("url", "'%s' is neither http nor https".formatted(uri.getScheme()));
			}
			if (uri.getRawUserInfo() != null) {
				throw new InvalidSettingsException("url",
						"a name and a password in an address end up in logs; set secret, which signs what is posted");
			}
			if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
				throw new InvalidSettingsException("url",
						"there is no host, or no port, such as in https://host:8443/");
			}
		}
		catch (URISyntaxException ex) {
			throw new InvalidSettingsException("url", "this is not an address such as https://host/path");
		}
	}

	private static void checkScheme(@Nullable String url, boolean allowHttp) {
		URI uri = URI.create(String.valueOf(url));
		if (!"https".equalsIgnoreCase(uri.getScheme()) && !allowHttp && !Network.isLoopback(uri.getHost())) {
			throw new InvalidSettingsException("url",
					"http shows messages to whoever is on the way; use https, or set allow-http: true");
		}
	}

	URI uri() {
		return URI.create(String.valueOf(this.url));
	}

	/** The secret stays out of logs. */
	@Override
	public String toString() {
		return "Webhook of %s, %s".formatted(this.devices, (this.direction != null) ? this.direction : "both ways");
	}

}
