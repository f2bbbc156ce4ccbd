package io.wirepost.security;

import java.util.Set;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the JWTs of one subject allow, whatever their claims say.
 *
 * @param scopes what the caller may do
 * @param devices the devices it may reach; {@code *} stands for any characters; all by
 * default
 * @param rate how many requests it may make, such as 100/s or 600/m; that of
 * wirepost.security.jwt by default
 */
public record SubjectSettings(@DefaultValue Set<Scope> scopes, @DefaultValue("*") String devices,
		@Nullable String rate) {

	public SubjectSettings {
		if (scopes.isEmpty()) {
			throw new InvalidSettingsException("scopes", "set it to one or more of read, send, admin");
		}
		if (rate != null) {
			String text = rate;
			Rules.parse("rate", () -> Rate.of(text));
		}
	}

}
