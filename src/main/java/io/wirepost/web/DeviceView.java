package io.wirepost.web;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.device.Device;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.web.request.CamelCase;
import org.jspecify.annotations.Nullable;

/**
 * A device in JSON.
 *
 * @param configured whether the configuration names it, so that only the configuration
 * can change it
 */
record DeviceView(String id, Collection<String> tags, @Nullable Map<String, Object> endpoint,
		@Nullable Map<String, Object> reply, boolean connected, List<ConnectionView> connections,
		@Nullable Instant lastSeenAt, @Nullable Instant createdAt, int queued, boolean configured) {

	/** In JSON the endpoint's {@code idle} has a longer name. */
	private static final String IDLE_TIMEOUT = "idleTimeout";

	static DeviceView of(Device device, List<ConnectionView> connections, int queued) {
		return new DeviceView(device.id().value(), device.tags(), endpoint(device.endpoint()),
				(device.reply() != null) ? CamelCase.of(device.reply()) : null, device.isConnected(), connections,
				device.lastSeenAt(), device.createdAt(), queued, device.configured());
	}

	private static @Nullable Map<String, Object> endpoint(@Nullable EndpointSettings endpoint) {
		if (endpoint == null) {
			return null;
		}
		Map<String, Object> json = CamelCase.of(endpoint.toSettings());
		json.put(IDLE_TIMEOUT, json.remove("idle"));
		return json;
	}

	/** A device's settings as a caller writes them. */
	static Settings settings(Map<String, Object> json) {
		if (json.get("endpoint") instanceof Map<?, ?> endpoint && endpoint.containsKey(IDLE_TIMEOUT)) {
			Map<Object, Object> renamed = new LinkedHashMap<>(endpoint);
			renamed.put("idle", renamed.remove(IDLE_TIMEOUT));
			json.put("endpoint", renamed);
		}
		if (json.get("endpoint") instanceof Map<?, ?> endpoint && endpoint.isEmpty()) {
			// Settings have no empty groups: it would be as if there was none.
			throw new InvalidSettingsException("endpoint.host", "an endpoint needs a host name or an address");
		}
		return Settings.of(json);
	}

}
