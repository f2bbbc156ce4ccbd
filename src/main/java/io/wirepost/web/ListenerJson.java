package io.wirepost.web;

import java.util.List;
import java.util.Map;

import io.wirepost.connection.ListenerView;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A listener in JSON.
 *
 * @param port the port it listens on; where the settings say 0, a free one that is picked
 * anew whenever the listener opens, as after a restart
 * @param configured whether the configuration names it, so that only the configuration
 * can change it
 * @param settings what it was made with at run time; null if it is configured
 * @param failure why it takes no connections though it should; null if it does
 */
record ListenerJson(String name, int port, String bind, ListenerView.State state, Map<String, Object> framing,
		Map<String, Object> identify, int connections, long messages, long rejections, boolean configured,
		@Nullable Map<String, Object> settings, @Nullable String failure) {

	/** What an empty group of them would turn off, rather than leave at its defaults. */
	private static final Map<String, String> GROUPS = Map.of("tls", "tls.bundle", "proxyProtocol",
			"proxy-protocol.from", "proxy-protocol", "proxy-protocol.from", "acknowledge", "acknowledge.text");

	static ListenerJson of(ListenerView listener) {
		return new ListenerJson(listener.name(), listener.port(), listener.bind(), listener.state(),
				CamelCase.of(listener.framing()), CamelCase.of(listener.identify()), listener.connections(),
				listener.messages(), listener.rejections(), listener.isConfigured(),
				(listener.settings() != null) ? CamelCase.of(listener.settings()) : null, listener.failure());
	}

	/** A listener's settings as a caller writes them. */
	static Settings settings(Map<String, Object> json) {
		List<Fault> faults = GROUPS.keySet()
			.stream()
			.filter((group) -> json.get(group) instanceof Map<?, ?> map && map.isEmpty())
			.map((group) -> new Fault(GROUPS.get(group), "set it, or leave the group around it out"))
			.toList();
		if (!faults.isEmpty()) {
			throw new InvalidSettingsException(faults);
		}
		return Settings.of(json);
	}

}
