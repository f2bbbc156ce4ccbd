package io.wirepost.device;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wirepost.connection.KnownDevices;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The devices that were named, in memory, as event loops ask for them: about 150 bytes
 * each. Devices that only were seen are not in it. Safe for all threads.
 */
@Component
class DeviceRegistry implements KnownDevices {

	private final Map<DeviceId, Optional<SecretHash>> devices = new ConcurrentHashMap<>();

	void add(DeviceId device, @Nullable SecretHash secret) {
		this.devices.put(device, Optional.ofNullable(secret));
	}

	void remove(DeviceId device) {
		this.devices.remove(device);
	}

	/** As they are while this is read. */
	Set<DeviceId> devices() {
		return this.devices.keySet();
	}

	@Override
	public boolean contains(DeviceId device) {
		return this.devices.containsKey(device);
	}

	@Override
	public @Nullable SecretHash secretOf(DeviceId device) {
		return this.devices.getOrDefault(device, Optional.empty()).orElse(null);
	}

}
