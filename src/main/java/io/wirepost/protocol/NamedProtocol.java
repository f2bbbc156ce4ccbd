package io.wirepost.protocol;

import io.wirepost.settings.Settings;

/**
 * A protocol with its name.
 *
 * @param source where it comes from
 * @param settings as given
 */
public record NamedProtocol(String name, Source source, Settings settings, Protocol protocol) {

	/** Where a protocol comes from. The first of them that has a name counts. */
	public enum Source {

		/** The configuration, {@code wirepost.protocols}. */
		CONFIGURATION,

		/** A file of {@code wirepost.protocol-files}. */
		FILE,

		/** It was put over HTTP, and is stored. */
		RUN_TIME,

		/** It is part of Wirepost. */
		SHIPPED

	}

}
