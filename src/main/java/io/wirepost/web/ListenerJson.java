package io.wirepost.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wirepost.connection.ListenerSettings;
import io.wirepost.connection.ListenerView;
import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.web.request.CamelCase;
import org.jspecify.annotations.Nullable;

/**
 * A listener in JSON.
 *
 * @param port the port it listens on; where the settings say 0, a free port that is
 * chosen each time the listener opens, as after a restart
 * @param protocol the name of the protocol it speaks; null for an unnamed one
 * @param configured whether the configuration names it, so that only the configuration
 * can change it
 * @param settings as given at run time; null if it is configured
 * @param failure why it is not open; null if it is
 */
record ListenerJson(String name, int port, String bind, ListenerView.State state, @Nullable String protocol,
		Map<String, Object> framing, Map<String, Object> identify, Map<String, Object> limits,
		Map<String, Object> timeouts, int connections, long messages, long rejections, boolean configured,
		@Nullable Map<String, Object> settings, @Nullable String failure) {

	static ListenerJson of(ListenerView listener) {
		return new ListenerJson(listener.name(), listener.port(), listener.bind(), listener.state(),
				listener.protocol(), CamelCase.of(listener.framing()),
				CamelCase.of(listener.identify().without("secret-sha256")), CamelCase.of(listener.limits()),
				CamelCase.of(listener.timeouts()), listener.connections(), listener.messages(), listener.rejections(),
				listener.isConfigured(), (listener.settings() != null)
						? CamelCase.of(listener.settings().without("identify.secret-sha256")) : null,
				listener.failure());
	}

	/** With what came through the listeners of that name at other replicas. */
	ListenerJson with(List<ListenerJson> elsewhere) {
		List<ListenerJson> same = elsewhere.stream().filter((one) -> one.name().equals(this.name)).toList();
		return same.isEmpty() ? this
				: new ListenerJson(this.name, this.port, this.bind, this.state, this.protocol, this.framing,
						this.identify, this.limits, this.timeouts,
						this.connections + same.stream().mapToInt(ListenerJson::connections).sum(),
						this.messages + same.stream().mapToLong(ListenerJson::messages).sum(),
						this.rejections + same.stream().mapToLong(ListenerJson::rejections).sum(), this.configured,
						this.settings, this.failure);
	}

	/** A listener's settings as a caller writes them. */
	static Settings settings(JsonSettings json) {
		List<Fault> faults = new ArrayList<>();
		ListenerSettings.NEEDED_BY_GROUP.forEach((group, needed) -> {
			if (json.isEmptyGroup(group) || json.isEmptyGroup(CamelCase.of(group))) {
				faults.add(new Fault(needed, "set it, or leave the group around it out"));
			}
		});
		if (!faults.isEmpty()) {
			throw new InvalidSettingsException(faults);
		}
		return json.settings();
	}

}
