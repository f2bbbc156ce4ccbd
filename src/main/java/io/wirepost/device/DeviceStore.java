package io.wirepost.device;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Where devices are kept. Safe for all threads; every method may touch the disk, so none
 * is called on an event loop.
 */
public interface DeviceStore {

	Optional<StoredDevice> find(DeviceId id);

	/** Keeps a device, in place of what was kept under its id. Durable on return. */
	default void save(StoredDevice device) {
		update(Map.of(device.id(), (before) -> device));
	}

	/**
	 * Changes devices, each in one step: no other change of it comes between. Durable on
	 * return.
	 * @param changes by id, what makes of the device that is kept, or of null, the one to
	 * keep; null for no change
	 */
	void update(Map<DeviceId, UnaryOperator<@Nullable StoredDevice>> changes);

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
