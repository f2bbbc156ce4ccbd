package io.wirepost.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.message.DeviceId;

/**
 * The deliveries that wait for their devices, where several replicas share them. One that
 * waits is in the memory of at most one replica, its owner; one without an owner, or
 * whose owner is dead, is free. Safe for all threads; every method blocks, and throws
 * {@link io.wirepost.journal.JournalUnavailableException} if the store cannot be reached.
 */
public interface SharedQueueStore {

	/** What a process on its own has: all that waits is in its memory. */
	SharedQueueStore NONE = new NoSharedQueues();

	/**
	 * Makes this replica the owner of what is free of some devices.
	 * @return in the order of the requests; fewer than all if there are more than the
	 * limit
	 */
	List<Taken> take(Collection<DeviceId> devices, int limit);

	/**
	 * Devices of which something is free, although they are on a connection of this
	 * replica.
	 */
	List<DeviceId> overlooked(int limit);

	/** Those of some devices of which something is free. */
	List<DeviceId> waiting(Collection<DeviceId> devices);

	/** Cancels a delivery that is free; empty if there is none such. */
	Optional<StoredDelivery> cancel(UUID id);

	/** Cancels all that is free of a device. */
	int cancelAll(DeviceId device);

	/** Ends free ones that have expired; returns how many. */
	int expire(Instant now, int limit);

	/**
	 * Ends free ones that do not wait for their devices, and were asked for before a
	 * time, as FAILED; returns how many.
	 */
	int abandon(Instant before, int limit);

	/**
	 * What a dead replica was sending, and what it had that does not wait for its device.
	 */
	List<StoredDelivery> leftBy(UUID replica, int limit);

	/**
	 * How many wait for each of some devices, wherever they are in memory; none left out.
	 */
	Map<DeviceId, Integer> queued(Collection<DeviceId> devices);

	/** How much waits in all. */
	Load load();

	/**
	 * A delivery that this replica has from now on.
	 *
	 * @param size the bytes of its payload
	 */
	record Taken(StoredDelivery delivery, int size) {
	}

	/** How much waits. */
	record Load(long messages, long bytes) {
	}

}
