package io.wirepost.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import io.wirepost.message.DevicePattern;
import io.wirepost.settings.SettingsReader;

import org.springframework.stereotype.Component;

/**
 * The bearer tokens of the configuration. Only their SHA-256 is kept, without a salt:
 * tokens are random, so they cannot be guessed.
 */
@Component
class Tokens implements CallerSource {

	private final Map<String, Caller> byHash = new HashMap<>();

	private final Clock clock;

	Tokens(SettingsReader reader, Clock clock) {
		this.clock = clock;
		reader.readAll("wirepost.security.tokens", TokenSettings.class).forEach((name, token) -> {
			Caller before = this.byHash.put(token.sha256(), new Caller(name, Caller.Kind.TOKEN, token.scopes(),
					DevicePattern.of(token.devices()), token.expiry(), RateLimit.of(token.rate())));
			if (before != null) {
				reader.fault("wirepost.security.tokens." + name + ".sha256",
						"this is also the token of '%s'; give each caller its own".formatted(before.name()));
			}
		});
	}

	@Override
	public boolean isConfigured() {
		return !this.byHash.isEmpty();
	}

	@Override
	public Optional<Caller> find(String token) {
		return Optional.ofNullable(this.byHash.get(sha256(token)))
			.filter((caller) -> !caller.isExpired(this.clock.instant()));
	}

	static String sha256(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
