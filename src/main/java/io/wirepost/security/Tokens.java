package io.wirepost.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.wirepost.settings.SettingsReader;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2TokenIntrospectionClaimNames;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

/**
 * The bearer tokens of the configuration (RFC 6750). What is kept is their SHA-256, which
 * is enough for tokens that were made at random: there is nothing to guess.
 */
@Component
class Tokens implements OpaqueTokenIntrospector {

	static final String DEVICES = "devices";

	private final Map<String, Named> byHash = new HashMap<>();

	private final Clock clock;

	Tokens(SettingsReader reader, Clock clock) {
		this.clock = clock;
		reader.readAll("wirepost.security.tokens", TokenSettings.class).forEach((name, token) -> {
			Named before = this.byHash.put(token.sha256(), new Named(name, token));
			if (before != null) {
				reader.fault("wirepost.security.tokens." + name + ".sha256",
						"this is the token of '%s' too; give each caller its own".formatted(before.name()));
			}
		});
	}

	boolean isEmpty() {
		return this.byHash.isEmpty();
	}

	@Override
	public OAuth2AuthenticatedPrincipal introspect(String token) {
		Named found = this.byHash.get(sha256(token));
		if (found == null) {
			throw new BadOpaqueTokenException("The token is not known here");
		}
		Instant expiry = found.settings().expiry();
		if (expiry != null && !this.clock.instant().isBefore(expiry)) {
			throw new BadOpaqueTokenException("The token '%s' has expired".formatted(found.name()));
		}
		Map<String, Object> attributes = new HashMap<>(Map.of(DEVICES, found.settings().devices()));
		if (expiry != null) {
			attributes.put(OAuth2TokenIntrospectionClaimNames.EXP, expiry);
		}
		return new DefaultOAuth2AuthenticatedPrincipal(found.name(), attributes,
				authorities(found.settings().scopes()));
	}

	private static Collection<GrantedAuthority> authorities(Collection<TokenSettings.Scope> scopes) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		for (TokenSettings.Scope scope : TokenSettings.Scope.values()) {
			if (scopes.contains(scope) || scopes.contains(TokenSettings.Scope.ADMIN)) {
				authorities.add(new SimpleGrantedAuthority(scope.name()));
			}
		}
		return authorities;
	}

	private static String sha256(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private record Named(String name, TokenSettings settings) {
	}

}
