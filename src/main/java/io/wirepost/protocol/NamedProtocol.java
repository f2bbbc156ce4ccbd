package io.wirepost.protocol;

import java.util.List;

import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

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

	/** The protocol in a list. */
	public Summary summary() {
		return new Summary(this.name, this.source, this.settings, this.protocol.settings().description(),
				this.protocol.kinds());
	}

	/**
	 * What a list says of a protocol. For one that ships it is read from its settings,
	 * whose expressions take long to compile.
	 *
	 * @param kinds the names of its rules' kinds, in their order
	 */
	public record Summary(String name, Source source, Settings settings, @Nullable String description,
			List<String> kinds) {

		static Summary ofShipped(String name, Settings settings) {
			ProtocolSettings bound = settings.bind(ProtocolSettings.class);
			return new Summary(name, Source.SHIPPED, settings, bound.description(),
					bound.rules().stream().map(RuleSettings::kind).distinct().toList());
		}

	}

}
