package io.wirepost.web.replica;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Homes;
import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.OwnerStore.Owner;
import io.wirepost.cluster.Ownership;
import io.wirepost.cluster.Replica;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds the replica to send to a device by, and remembers it for a moment, as long as
 * nobody says that the device is not there any more: at most {@value #MOST} devices. Safe
 * for all threads; may block.
 */
@Component
class RemoteDevices {

	private static final int MOST = 10_000;

	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final Cluster cluster;

	private final Ownership ownership;

	private final OwnerStore owners;

	private final Homes homes;

	private final Map<DeviceId, Known> known = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<DeviceId, RemoteDevices.Known> eldest) {
			return size() > MOST;
		}

	};

	RemoteDevices(Cluster cluster, Ownership ownership, OwnerStore owners, Homes homes) {
		this.cluster = cluster;
		this.ownership = ownership;
		this.owners = owners;
		this.homes = homes;
	}

	/** Who else has a device; empty if this replica does, or nobody. */
	Optional<Owner> find(DeviceId device) {
		if (this.ownership.isHere(device)) {
			return Optional.empty();
		}
		Known before = remembered(device);
		return (before != null) ? Optional.of(before.owner()) : look(device);
	}

	private synchronized @Nullable Known remembered(DeviceId device) {
		Known before = this.known.get(device);
		return (before != null && System.nanoTime() - before.since() < FRESH_NANOS) ? before : null;
	}

	/** The same, from the store. */
	Optional<Owner> look(DeviceId device) {
		Owner owner = this.owners.find(device).or(() -> home(device)).orElse(null);
		UUID self = this.cluster.self().incarnation();
		synchronized (this) {
			if (owner == null || owner.replica().equals(self)) {
				this.known.remove(device);
				return Optional.empty();
			}
			this.known.put(device, new Known(owner, System.nanoTime()));
			return Optional.of(owner);
		}
	}

	/** Devices that are dialled have a home also while they are away. */
	private Optional<Owner> home(DeviceId device) {
		return this.homes.of(device)
			.map((Replica home) -> new Owner(home.incarnation(), home.address(), home.incarnation(), 0));
	}

	/** The owners of devices that are elsewhere. */
	Map<DeviceId, Owner> find(List<DeviceId> devices) {
		Map<DeviceId, Owner> found = this.owners.find(devices);
		found.values().removeIf((owner) -> owner.replica().equals(this.cluster.self().incarnation()));
		return found;
	}

	/** Who has a device, and since when that is known. */
	private record Known(Owner owner, long since) {
	}

}
