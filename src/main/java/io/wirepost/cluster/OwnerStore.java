package io.wirepost.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Stores which replica has the newest connection of each device. {@link Change Changes}
 * are written in the batches of {@link io.wirepost.journal.GroupCommit}, in their order.
 * Safe for all threads; every method blocks, and throws
 * {@link io.wirepost.journal.JournalUnavailableException} if the store cannot be reached.
 */
public interface OwnerStore {

	/** What a process on its own has: nobody else owns a device. */
	OwnerStore NONE = new NoOwners();

	/** The owner of a device; empty if it is away, or its replica is dead. */
	Optional<Owner> find(DeviceId device);

	/** The owners of devices, without those that are away. */
	Map<DeviceId, Owner> find(Collection<DeviceId> devices);

	/**
	 * Devices that are on a connection of any replica, in the order of their ids.
	 * @param after the last id of the page before; null to begin
	 */
	List<DeviceId> connected(@Nullable DeviceId after, int limit);

	/** Connections of this replica whose devices are on newer ones of other replicas. */
	List<Lost> lost(int limit);

	/** This replica has let go of these connections. */
	void released(List<Lost> lost);

	/**
	 * Removes the devices of a dead replica, some at a time. Returns whether any were
	 * left.
	 */
	boolean removeOf(UUID dead);

	/**
	 * Who has a device.
	 *
	 * @param replica the incarnation of its replica
	 * @param address where that is reached
	 * @param connection the device's newest connection
	 * @param epoch greater than that of any owner before
	 */
	record Owner(UUID replica, String address, UUID connection, long epoch) {
	}

	/** A connection whose device has a newer one elsewhere. */
	record Lost(DeviceId device, UUID connection) {
	}

	/** A change of an owner. */
	sealed interface Change extends io.wirepost.journal.Change {

		DeviceId device();

		UUID connection();

		/**
		 * A device is on a connection of this replica. Answered with {@link Claimed}.
		 *
		 * @param yields whether a connection of the device at another replica counts more
		 */
		record Claim(DeviceId device, UUID connection, boolean yields) implements Change {
		}

		/** A device is not on that connection any more. Answered with itself. */
		record Release(DeviceId device, UUID connection) implements Change {
		}

	}

	/**
	 * How a claim was answered.
	 *
	 * @param epoch the epoch of this ownership; 0 if it was refused, as the device is at
	 * another replica
	 * @param beforeReplica the replica that had the device before; null if none did, or
	 * this one
	 * @param beforeConnection the connection there
	 */
	record Claimed(long epoch, @Nullable UUID beforeReplica, @Nullable UUID beforeConnection) {

		public boolean isRefused() {
			return this.epoch == 0;
		}

	}

}
