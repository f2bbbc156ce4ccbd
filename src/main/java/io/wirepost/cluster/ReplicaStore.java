package io.wirepost.cluster;

import java.util.List;
import java.util.UUID;

/**
 * Stores which replicas there are. This one is in it from the moment the engine is open.
 * Safe for all threads; every method blocks, and throws
 * {@link io.wirepost.journal.JournalUnavailableException} if the store cannot be reached.
 */
public interface ReplicaStore {

	/** What a process on its own has. */
	ReplicaStore NONE = new NoReplicas();

	/**
	 * Says that this replica lives.
	 * @param connections how many connections of devices it has
	 * @param draining whether it is about to stop
	 * @return all replicas, this one and dead ones too
	 * @throws DeclaredDeadException if another replica has declared this one dead
	 */
	List<Replica> beat(int connections, boolean draining);

	/**
	 * Declares a replica dead, unless it has said meanwhile that it lives. Waits for its
	 * transactions under way.
	 * @param seen as it was seen for too long
	 * @return whether it is dead now
	 */
	boolean declareDead(Replica seen);

	/**
	 * Takes on what a dead replica left behind, so that one replica alone deals with it.
	 * @return false if another one, which lives, does
	 */
	boolean undertake(UUID dead);

	/** What a dead replica left behind is dealt with. */
	void bury(UUID dead);

	/** This replica stops in order; it writes nothing any more. */
	void leave();

}
