package io.wirepost.transport;

import java.util.stream.Stream;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/** Finds SSL bundles that are used but not defined; their files are opened later. */
public class EarlyBundles implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		require(CheckedSslBundles.HTTPS, environment.getProperty(CheckedSslBundles.HTTPS), reader);
	}

	/**
	 * Reports a bundle that is not defined.
	 * @param name its name; null for none
	 */
	public static void require(String property, @Nullable String name, SettingsReader reader) {
		if (name != null && Stream.of("pem", "jks").noneMatch((kind) -> isDefined(kind, name, reader))) {
			reader.fault(property, "there is no SSL bundle '%s'; define it under spring.ssl.bundle".formatted(name));
		}
	}

	private static boolean isDefined(String kind, String name, SettingsReader reader) {
		return reader.names("spring.ssl.bundle." + kind).contains(name);
	}

}
