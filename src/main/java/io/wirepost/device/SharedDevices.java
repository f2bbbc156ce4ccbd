package io.wirepost.device;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.wirepost.connection.EndpointSettings;
import io.wirepost.connection.Endpoints;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SharedSettings;

import org.springframework.stereotype.Component;

/**
 * Has the devices that are known, and their endpoints, be as another replica put them.
 */
@Component
class SharedDevices implements SharedSettings {

	private final Devices devices;

	private final DeviceStore store;

	private final DeviceCache cache;

	private final DeviceRegistry registry;

	private final Endpoints endpoints;

	SharedDevices(Devices devices, DeviceStore store, DeviceCache cache, DeviceRegistry registry, Endpoints endpoints) {
		this.devices = devices;
		this.store = store;
		this.cache = cache;
		this.registry = registry;
		this.endpoints = endpoints;
	}

	@Override
	public String kind() {
		return "devices";
	}

	@Override
	public void reload(String name) {
		DeviceId id = new DeviceId(name);
		StoredDevice stored = this.store.find(id).orElse(null);
		this.cache.changed(id, stored);
		if (this.devices.settings().containsKey(id)) {
			return;
		}
		ReentrantLock lock = this.devices.lockOf(id);
		lock.lock();
		try {
			if (stored == null || !stored.known()) {
				this.registry.remove(id);
				this.endpoints.remove(id);
			}
			else {
				this.registry.add(id, DeviceSettings.hash(stored.secretSha256()));
				reloadEndpoint(stored);
			}
		}
		finally {
			lock.unlock();
		}
	}

	private void reloadEndpoint(StoredDevice stored) {
		EndpointSettings endpoint = stored.endpointSettings();
		Settings reply = stored.replySettings().orElse(Settings.NONE);
		if (endpoint == null) {
			this.endpoints.remove(stored.id());
		}
		else if (!this.endpoints.isAt(stored.id(), endpoint, reply)) {
			this.endpoints.put(stored.id(), endpoint, reply);
		}
	}

	/** Those that are known, or were. */
	@Override
	public void reloadAll() {
		Set<DeviceId> gone = new HashSet<>(this.registry.devices());
		this.devices.forEachKnown((device) -> {
			gone.remove(device.id());
			if (!this.registry.contains(device.id()) || device.endpointSettings() != null) {
				reload(device.id().value());
			}
		});
		gone.stream().filter((id) -> !this.devices.settings().containsKey(id)).forEach((id) -> reload(id.value()));
	}

}
