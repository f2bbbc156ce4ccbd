package io.wirepost.delivery;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.Ownership;
import io.wirepost.connection.Connection;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What queues have to know of other replicas. On a process of its own everything that
 * waits stays in memory, and every connection may be written to. Safe for all threads;
 * does not block.
 */
@Component
class QueueSharing {

	private static final Load NOTHING = new Load(0, 0, 0);

	private static final int AT_ONCE = 1_000;

	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SharedQueueStore store;

	private final OwnerStore owners;

	private SharedQueueStore.@Nullable Load known;

	private long knownAt;

	/** Null for a process on its own. */
	private final @Nullable Ownership ownership;

	private volatile Consumer<DeviceId> onFreed = (device) -> {
	};

	@Autowired
	QueueSharing(Cluster cluster, Ownership ownership, SharedQueueStore store, OwnerStore owners) {
		this(cluster.isEnabled() ? ownership : null, store, owners);
	}

	/**
	 * @param ownership null for a process on its own
	 */
	QueueSharing(@Nullable Ownership ownership, SharedQueueStore store, OwnerStore owners) {
		this.owners = owners;
		this.ownership = ownership;
		this.store = store;
	}

	/**
	 * How many messages wait for each of some devices, at any replica. Reads the store.
	 */
	Map<DeviceId, Integer> queued(Collection<DeviceId> devices) {
		return this.store.queued(devices);
	}

	/**
	 * How much waits at all replicas: in all as of the last second. Reads the store; a
	 * process on its own has all of it in memory.
	 */
	Load load(DeviceId device) {
		if (this.ownership == null) {
			return NOTHING;
		}
		SharedQueueStore.Load all = inAll();
		return new Load(this.store.queued(List.of(device)).getOrDefault(device, 0), all.messages(), all.bytes());
	}

	/** Those of some devices that other replicas have. Reads the store. */
	Set<DeviceId> elsewhere(Collection<DeviceId> devices) {
		Ownership here = this.ownership;
		if (here == null) {
			return Set.of();
		}
		List<DeviceId> others = devices.stream().filter((device) -> !here.isHere(device)).toList();
		Set<DeviceId> found = new HashSet<>();
		for (int i = 0; i < others.size(); i += AT_ONCE) {
			found.addAll(this.owners.find(others.subList(i, Math.min(others.size(), i + AT_ONCE))).keySet());
		}
		return found;
	}

	/** The devices that any replica has, in the order of their ids; some of them. */
	List<DeviceId> connected(int most) {
		return this.owners.connected(null, most);
	}

	/** Cancels what waits for a device in the store alone. Writes the store. */
	void cancelAll(DeviceId device) {
		this.store.cancelAll(device);
	}

	private synchronized SharedQueueStore.Load inAll() {
		SharedQueueStore.Load known = this.known;
		if (known == null || System.nanoTime() - this.knownAt > FRESH_NANOS) {
			known = this.store.load();
			this.known = known;
			this.knownAt = System.nanoTime();
		}
		return known;
	}

	/**
	 * Whether what waits for a device that is away goes back to the store, so that
	 * whichever replica gets the device sends it.
	 */
	boolean handsBack() {
		return this.ownership != null;
	}

	/** Whether messages may be written to a device on its connection at this moment. */
	boolean mayWrite(@Nullable DeviceId device, Connection connection) {
		return this.ownership == null || this.ownership.mayWrite(device, connection);
	}

	/** Something that waits for a device is in the store alone from now on. */
	void freed(DeviceId device) {
		this.onFreed.accept(device);
	}

	/** Registers who is told of that; must not block. */
	void onFreed(Consumer<DeviceId> listener) {
		this.onFreed = listener;
	}

	/** How much waits. */
	record Load(int ofDevice, long messages, long bytes) {
	}

}
