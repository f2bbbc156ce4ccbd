package io.wirepost.security;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import io.wirepost.network.AllowedTargets;
import io.wirepost.network.DialGuard;
import io.wirepost.network.TargetRefusedException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the keys of an issuer are: where the settings say, or else where the issuer's
 * metadata say. Those are at the path of OpenID Connect Discovery 1.0, section 4, or at
 * that of RFC 8414, section 3.
 */
final class KeyLocation {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final JwtSettings settings;

	/** Nothing that the issuer says makes a special address a named one. */
	private static final AllowedTargets ORDINARY = AllowedTargets.of("wirepost.security.jwt.jwk-set-uri",
			List.of("0.0.0.0/0:*", "[::]/0:*"));

	private final IssuerClient client;

	private final Check check;

	KeyLocation(JwtSettings settings, IssuerClient client, DialGuard guard) {
		this(settings, client, (host, port) -> guard.resolve(host, port, false, ORDINARY));
	}

	KeyLocation(JwtSettings settings, IssuerClient client, Check check) {
		this.settings = settings;
		this.client = client;
		this.check = check;
	}

	/**
	 * Reads the set of keys (RFC 7517, section 5). Blocks.
	 * @throws IOException with a sentence, if it cannot be read
	 */
	String read() throws IOException {
		return (this.settings.jwkSetUri() != null)
				? this.client.get(URI.create(this.settings.jwkSetUri()), this.settings.tokenFile())
				: this.client.get(discover(String.valueOf(this.settings.issuer())), null);
	}

	private URI discover(String issuer) throws IOException {
		List<String> problems = new ArrayList<>();
		for (URI place : places(issuer)) {
			try {
				return keysOf(this.client.get(place, null), issuer, place);
			}
			catch (IOException ex) {
				problems.add(ex.getMessage());
			}
		}
		throw new IOException(String.join("; ", problems));
	}

	static List<URI> places(String issuer) {
		URI uri = URI.create(issuer);
		String path = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
		String rest = (uri.getRawPath() != null && !uri.getRawPath().equals("/")) ? uri.getRawPath() : "";
		return List.of(URI.create(path + "/.well-known/openid-configuration"),
				uri.resolve("/.well-known/oauth-authorization-server" + rest));
	}

	private URI keysOf(String metadata, String issuer, URI place) throws IOException {
		JsonNode json;
		try {
			json = JSON.readTree(metadata);
		}
		catch (JacksonException ex) {
			throw new IOException("%s is not JSON".formatted(place), ex);
		}
		// Otherwise the keys could be those of somebody else (RFC 8414, section 3.3).
		if (!issuer.equals(text(json, "issuer"))) {
			throw new IOException("%s is about another issuer: '%s'".formatted(place, text(json, "issuer")));
		}
		String keys = text(json, "jwks_uri");
		if (keys == null || !JwtSettings.isTrustworthy(keys)) {
			throw new IOException("%s names no https URL as jwks_uri".formatted(place));
		}
		return checked(URI.create(keys), issuer, place);
	}

	/**
	 * The configuration names the issuer's host. Another one has to be no special
	 * address.
	 */
	private URI checked(URI keys, String issuer, URI place) throws IOException {
		if (!keys.getHost().equalsIgnoreCase(URI.create(issuer).getHost())) {
			int standard = "https".equalsIgnoreCase(keys.getScheme()) ? 443 : 80;
			try {
				this.check.mayDial(keys.getHost(), (keys.getPort() > 0) ? keys.getPort() : standard);
			}
			catch (TargetRefusedException ex) {
				throw new IOException(
						"%s names a jwks_uri that Wirepost may not dial; if %s is meant, set it as jwk-set-uri"
							.formatted(place, keys),
						ex);
			}
			catch (UnknownHostException ex) {
				throw new IOException("%s names a jwks_uri whose host has no address".formatted(place), ex);
			}
		}
		return keys;
	}

	/** Whether Wirepost may dial what an issuer names. */
	@FunctionalInterface
	interface Check {

		/**
		 * @throws TargetRefusedException if it may not
		 */
		void mayDial(String host, int port) throws UnknownHostException;

	}

	private static @Nullable String text(JsonNode json, String field) {
		return json.path(field).asString(null);
	}

}
