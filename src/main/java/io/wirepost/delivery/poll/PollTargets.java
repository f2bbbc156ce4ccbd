package io.wirepost.delivery.poll;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.wirepost.connection.Connections;
import io.wirepost.connection.Endpoints;
import io.wirepost.device.Device;
import io.wirepost.device.Devices;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DevicePattern;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds the devices of a poll that can be reached now: those that are connected, and
 * those that Wirepost dials. Reads the store for a tag, so not for event loops.
 */
@Component
class PollTargets {

	private static final int SCAN = 1000;

	private final Connections connections;

	private final Endpoints endpoints;

	private final Devices devices;

	PollTargets(Connections connections, Endpoints endpoints, Devices devices) {
		this.connections = connections;
		this.endpoints = endpoints;
		this.devices = devices;
	}

	/** Each device once. */
	Collection<DeviceId> of(PollSettings settings, DevicePattern pattern) {
		if (settings.tag() != null) {
			return tagged(settings.tag());
		}
		if (!pattern.text().contains("*")) {
			DeviceId device = new DeviceId(pattern.text());
			return isReachable(device) ? List.of(device) : List.of();
		}
		Set<DeviceId> found = new LinkedHashSet<>();
		this.connections.devicesAfter(null).forEach((device) -> {
			if (pattern.matches(device) && this.connections.reach(device).isPresent()) {
				found.add(device);
			}
		});
		this.endpoints.devices()
			.stream()
			.filter((device) -> pattern.matches(device) && this.endpoints.dials(device))
			.forEach(found::add);
		return found;
	}

	private Collection<DeviceId> tagged(String tag) {
		Set<DeviceId> found = new LinkedHashSet<>();
		@Nullable DeviceId last = null;
		List<Device> some;
		do {
			some = this.devices.list(null, tag, last, SCAN);
			for (Device device : some) {
				last = device.id();
				if (isReachable(last)) {
					found.add(last);
				}
			}
		}
		while (some.size() == SCAN);
		return found;
	}

	private boolean isReachable(DeviceId device) {
		return this.connections.reach(device).isPresent() || this.endpoints.dials(device);
	}

}
