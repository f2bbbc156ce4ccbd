package io.wirepost.security;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A bearer token.
 *
 * @param sha256 the SHA-256 of the token, in hex; the token itself is not stored
 * @param scopes what the caller may do
 * @param devices the devices it may reach; {@code *} stands for any characters; all by
 * default
 * @param expires the day, or the time, at which the token expires; never by default
 * @param rate how many requests may be made with it, such as 100/s or 600/m; any number
 * by default
 */
public record TokenSettings(@Nullable String sha256, @DefaultValue Set<Scope> scopes, @DefaultValue("*") String devices,
		@Nullable String expires, @Nullable String rate) {

	private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

	public TokenSettings {
		if (sha256 == null || !HASH.matcher(sha256).matches()) {
			throw new InvalidSettingsException("sha256",
					"set it to the SHA-256 of the token, 64 digits of hex, as from: printf %s TOKEN | sha256sum");
		}
		if (scopes.isEmpty()) {
			throw new InvalidSettingsException("scopes", "set it to one or more of read, send, admin");
		}
		sha256 = sha256.toLowerCase(Locale.ROOT);
		parsed(expires);
		if (rate != null) {
			String text = rate;
			Rules.parse("rate", () -> Rate.of(text));
		}
	}

	/** When the token expires; null for never. */
	@Nullable Instant expiry() {
		return parsed(this.expires);
	}

	private static @Nullable Instant parsed(@Nullable String expires) {
		if (expires == null) {
			return null;
		}
		try {
			return (expires.length() == 10) ? LocalDate.parse(expires).atStartOfDay(ZoneOffset.UTC).toInstant()
					: OffsetDateTime.parse(expires).toInstant();
		}
		catch (DateTimeException ex) {
			throw new InvalidSettingsException("expires",
					"'%s' is neither a day such as 2027-01-01 nor a time such as 2027-01-01T12:00:00Z"
						.formatted(expires));
		}
	}

}
