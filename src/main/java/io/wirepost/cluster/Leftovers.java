package io.wirepost.cluster;

import java.util.UUID;

/** A feature that has to deal with what a dead replica left behind. */
@FunctionalInterface
public interface Leftovers {

	/**
	 * Deals with all of it, durable on return. May be called again for the same one, also
	 * by another replica. Blocks.
	 * @param replica the incarnation of the dead replica
	 * @throws io.wirepost.journal.JournalUnavailableException if that is not possible now
	 */
	void settle(UUID replica);

}
