package io.wirepost.device;

import java.util.List;
import java.util.Optional;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Where devices are kept. Safe for all threads; every method may touch the disk, so none
 * is called on an event loop.
 */
public interface DeviceStore {

	Optional<StoredDevice> find(DeviceId id);

	/** Keeps a device, in place of what was kept under its id. Durable on return. */
	void save(StoredDevice device);

	/** Keeps several devices at once, as {@link #save} does. */
	default void saveAll(List<StoredDevice> devices) {
		devices.forEach(this::save);
	}

	/** Forgets a device; nothing happens if there is none. Durable on return. */
	void remove(DeviceId id);

	/**
	 * Devices in the order of their ids, by the bytes of the id.
	 * @param after the last id already seen; null to begin
	 * @param limit at most so many, at least 1
	 */
	List<StoredDevice> list(@Nullable DeviceId after, int limit);

	/** How many devices are kept. */
	long count();

}
