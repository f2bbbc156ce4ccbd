package io.wirepost.forward;

import java.util.Optional;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.message.Position;

/**
 * Stores the cursors of followers. Safe for all threads; touches the disk.
 */
public interface CursorStore {

	/** The last saved cursor of a name. */
	Optional<Position> find(String name);

	/**
	 * Saves a cursor, durable on return.
	 * @param name the follower's name: 1 to 300 characters
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be written now
	 */
	void save(String name, Position cursor);

	/** Removes the cursor of a name, if there is one; durable on return. */
	void remove(String name);

	/**
	 * The same store for whoever has a lease: a write fails with
	 * {@link io.wirepost.cluster.lease.LeaseLostException} once another replica got it.
	 */
	default CursorStore under(Lease lease) {
		return this;
	}

}
