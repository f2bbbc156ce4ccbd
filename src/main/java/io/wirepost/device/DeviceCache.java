package io.wirepost.device;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Caches the devices that were used last, and ids known to have no record: at most
 * {@value #MOST}, each for a minute, since another replica may change it. Notified of
 * every change that this process makes. Safe for all threads; never reads the store, so
 * does not block.
 */
@Component
class DeviceCache {

	static final int MOST = 10_000;

	private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

	private final Map<DeviceId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<DeviceId, DeviceCache.Entry> eldest) {
			return size() > MOST;
		}

	};

	/**
	 * The record of a device.
	 * @return empty if there is none; null if the store has to be asked
	 */
	synchronized @Nullable Optional<StoredDevice> find(DeviceId id) {
		Entry entry = this.entries.get(id);
		if (entry != null && System.nanoTime() - entry.since > FRESH_NANOS) {
			this.entries.remove(id);
			return null;
		}
		return (entry != null) ? entry.device : null;
	}

	/** The store was read. A record written meanwhile is newer and stays. */
	synchronized void loaded(DeviceId id, Optional<StoredDevice> device) {
		this.entries.putIfAbsent(id, new Entry(device, System.nanoTime()));
	}

	/** A device was changed. Called in the order of the changes. */
	synchronized void changed(DeviceId id, @Nullable StoredDevice after) {
		this.entries.put(id, new Entry(Optional.ofNullable(after), System.nanoTime()));
	}

	/** The record of a device, or that there is none. */
	private record Entry(Optional<StoredDevice> device, long since) {
	}

}
