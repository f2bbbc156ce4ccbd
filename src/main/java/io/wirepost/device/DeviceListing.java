package io.wirepost.device;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.connection.Connections;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Lists the ids of devices in order, merged from the store, the configuration and the
 * connections. Safe for all threads; reads the store.
 */
final class DeviceListing {

	private static final int SCAN = 1000;

	private final DeviceStore store;

	private final Connections connections;

	private final OwnerStore owners;

	private final NavigableMap<DeviceId, DeviceSettings> configured;

	DeviceListing(DeviceStore store, Connections connections, OwnerStore owners,
			NavigableMap<DeviceId, DeviceSettings> configured) {
		this.owners = owners;
		this.store = store;
		this.connections = connections;
		this.configured = configured;
	}

	/**
	 * The next devices of the three sources, as far as all three were read. With a tag,
	 * only those that can have it.
	 */
	Stretch next(@Nullable String tag, @Nullable DeviceId after) {
		DeviceStore.StoredDevices page = this.store.list(new DeviceStore.Query(tag, after, SCAN));
		NavigableMap<DeviceId, Optional<StoredDevice>> devices = new TreeMap<>();
		DeviceId end = page.next();
		if (tag == null) {
			// A device that is neither stored nor configured has no tags.
			int seen = 0;
			for (DeviceId id : this.connections.devicesAfter(after)) {
				if (end != null && id.compareTo(end) > 0) {
					break;
				}
				devices.put(id, Optional.empty());
				if (++seen == SCAN) {
					end = id;
				}
			}
			end = addElsewhere(devices, after, end);
		}
		((after != null) ? this.configured.tailMap(after, false) : this.configured).forEach((id, settings) -> {
			if (tag != null && settings.tags().contains(tag)) {
				devices.put(id, this.store.find(id));
			}
			else if (tag == null) {
				devices.put(id, Optional.empty());
			}
		});
		page.items().forEach((device) -> devices.put(device.id(), Optional.of(device)));
		return new Stretch((end != null) ? devices.headMap(end, true) : devices, end);
	}

	/** Adds the devices that are connected to any replica. Returns how far they reach. */
	private @Nullable DeviceId addElsewhere(Map<DeviceId, Optional<StoredDevice>> devices, @Nullable DeviceId after,
			@Nullable DeviceId end) {
		List<DeviceId> connected = this.owners.connected(after, SCAN);
		connected.forEach((id) -> devices.put(id, Optional.empty()));
		DeviceId last = (connected.size() == SCAN) ? connected.get(SCAN - 1) : null;
		return (last == null || (end != null && end.compareTo(last) < 0)) ? end : last;
	}

	/**
	 * Devices in the order of their ids.
	 *
	 * @param devices their records
	 * @param end all ids up to it were read; null at the end
	 */
	record Stretch(NavigableMap<DeviceId, Optional<StoredDevice>> devices, @Nullable DeviceId end) {
	}

}
