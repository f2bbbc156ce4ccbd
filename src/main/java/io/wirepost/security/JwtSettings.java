package io.wirepost.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * JWTs of an issuer (RFC 7519) as bearer tokens.
 *
 * @param issuer who issues them: their claim {@code iss}; without jwk-set-uri, the
 * issuer's metadata say where its keys are
 * @param jwkSetUri where the issuer's keys are (RFC 7517)
 * @param audience what their claim {@code aud} has to have, one of these; anything by
 * default
 * @param scopesClaim the claim with the scopes: a text with spaces, or a list; others
 * than read, send and admin are ignored
 * @param devicesClaim the claim with the devices that a caller may reach: a text such as
 * boiler-*, or a list of such; without this setting, a caller may reach all devices
 * @param nameClaim the claim with the caller's name
 * @param rate how many requests each subject may make, such as 100/s or 600/m; any number
 * by default
 * @param bundle the SSL bundle with which the issuer is trusted; the platform's
 * certificates by default
 * @param tokenFile a file with a bearer token for jwk-set-uri; read at each fetch
 */
public record JwtSettings(@Nullable String issuer, @Nullable String jwkSetUri, @DefaultValue List<String> audience,
		@DefaultValue("scope") String scopesClaim, @Nullable String devicesClaim, @DefaultValue("sub") String nameClaim,
		@Nullable String rate, @Nullable String bundle, @Nullable String tokenFile) {

	public JwtSettings {
		checkUrl("issuer", issuer);
		checkUrl("jwk-set-uri", jwkSetUri);
		if (rate != null) {
			String text = rate;
			Rules.parse("rate", () -> Rate.of(text));
		}
		if (tokenFile != null && jwkSetUri == null) {
			throw new InvalidSettingsException("token-file",
					"this token is sent to jwk-set-uri alone; set that too, or leave token-file out");
		}
	}

	/** Whether it says whose JWTs are taken. */
	boolean hasSource() {
		return this.issuer != null || this.jwkSetUri != null;
	}

	private static void checkUrl(String property, @Nullable String url) {
		if (url != null && !isTrustworthy(url)) {
			throw new InvalidSettingsException(property,
					"'%s' is not an https URL without user, query and fragment; http is only for this machine"
						.formatted(url));
		}
	}

	/** Whether a URL's answer cannot be replaced on its way: https, or this machine. */
	static boolean isTrustworthy(String url) {
		try {
			URI uri = new URI(url);
			return uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null
					&& uri.getRawQuery() == null && ("https".equalsIgnoreCase(uri.getScheme())
							|| ("http".equalsIgnoreCase(uri.getScheme()) && Loopback.isName(uri.getHost())));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

}
