package io.wirepost.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.wirepost.protocol.NamedProtocol;
import io.wirepost.web.request.CamelCase;
import org.jspecify.annotations.Nullable;

/**
 * A protocol in a list.
 *
 * @param source {@code configuration}, {@code file}, {@code run-time} or {@code shipped}
 * @param kinds the names of its rules' kinds, in their order
 */
record ProtocolView(String name, String source, @Nullable String description, Map<String, Object> framing,
		List<String> kinds) {

	static ProtocolView of(NamedProtocol.Summary listed) {
		return new ProtocolView(listed.name(), listed.source().name().toLowerCase(Locale.ROOT).replace('_', '-'),
				listed.description(), CamelCase.of(listed.settings().below("framing")), listed.kinds());
	}

	/**
	 * A protocol with all that it says.
	 *
	 * @param settings as given, its examples too
	 */
	record Whole(String name, String source, @Nullable String description, Map<String, Object> framing,
			List<String> kinds, Map<String, Object> settings) {

		static Whole of(NamedProtocol named) {
			ProtocolView view = ProtocolView.of(named.summary());
			return new Whole(view.name, view.source, view.description, view.framing, view.kinds,
					CamelCase.of(named.settings().without("identify.secret-sha256")));
		}

	}

}
