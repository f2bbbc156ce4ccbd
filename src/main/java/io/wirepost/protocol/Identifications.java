package io.wirepost.protocol;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;

/** The identification schemes, by their names in settings. */
public final class Identifications {

	private static final Map<String, Function<Settings, Identification>> SCHEMES = new TreeMap<>(
			Map.of("connection", ByConnection::of, "address", ByAddress::of, "first-frame", ByFrame::first,
					"every-frame", ByFrame::every, "certificate", ByCertificate::of));

	private Identifications() {
	}

	/**
	 * The scheme that the settings name.
	 * @throws InvalidSettingsException if there is none of that name, or its settings are
	 * wrong
	 */
	public static Identification of(Settings settings) {
		String by = settings.value("by").orElse(settings.value("id").isPresent() ? "first-frame" : "connection");
		Function<Settings, Identification> scheme = SCHEMES.get(by);
		if (scheme == null) {
			throw new InvalidSettingsException("by",
					"'%s' is not an identification; use one of %s".formatted(by, String.join(", ", SCHEMES.keySet())));
		}
		Settings own = settings.without("by");
		return ProvenIdentification.isAskedFor(own)
				? ProvenIdentification.of(scheme.apply(ProvenIdentification.without(own)), own) : scheme.apply(own);
	}

	/** Settings of a scheme that has none. */
	record None() {
	}

}
