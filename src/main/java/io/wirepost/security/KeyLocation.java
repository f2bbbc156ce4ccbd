package io.wirepost.security;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

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

	private final IssuerClient client;

	KeyLocation(JwtSettings settings, IssuerClient client) {
		this.settings = settings;
		this.client = client;
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

	private static URI keysOf(String metadata, String issuer, URI place) throws IOException {
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
		return URI.create(keys);
	}

	private static @Nullable String text(JsonNode json, String field) {
		return json.path(field).asString(null);
	}

}
