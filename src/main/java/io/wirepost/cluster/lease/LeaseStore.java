package io.wirepost.cluster.lease;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Stores leases where all replicas see them. Safe for all threads; touches a network.
 * Every method throws {@link io.wirepost.journal.JournalUnavailableException} if it is
 * not possible now.
 */
public interface LeaseStore {

	/** For engines that no replicas share. */
	LeaseStore NONE = new NoLeases();

	/** All leases. */
	List<Seen> list();

	/** How many replicas live. */
	int replicas();

	/**
	 * Gets a lease, unless it has changed since it was seen.
	 * @param seen null if there was none
	 * @return the epoch, greater than those before; empty if another replica was first
	 */
	OptionalLong acquire(String name, UUID replica, @Nullable Seen seen);

	/**
	 * Renews those of some leases that a replica holds.
	 * @return their epochs by their names
	 */
	Map<String, Long> renew(UUID replica, Collection<String> names);

	/** Gives a lease back, if it is still the one of this epoch. */
	void release(Lease lease, UUID replica);

	/**
	 * A lease as it was seen.
	 *
	 * @param holder the incarnation of the replica that got it last; null if it was given
	 * back
	 * @param renewals a count that only grows
	 * @param isHeldByLiving whether that replica lives, as far as is known
	 */
	record Seen(String name, @Nullable UUID holder, long epoch, long renewals, boolean isHeldByLiving) {
	}

}
