package io.wirepost.connection.presence;

import java.util.List;
import java.util.UUID;

/**
 * Stores which presences are open, so that each gets its end over a crash too. The
 * changes are written in the batches of the records that they belong to. Safe for all
 * threads.
 */
public interface PresenceStore {

	/**
	 * The open presences, in the order of their connections' opening. Touches the disk.
	 * @throws io.wirepost.journal.JournalUnavailableException if they cannot be read now
	 */
	List<OpenPresence> open();

	/**
	 * The open presences of one replica, as {@link #open}. None where a process is on its
	 * own.
	 * @param replica its incarnation
	 */
	default List<OpenPresence> openOf(UUID replica) {
		return List.of();
	}

	/** What changes together with a record of the journal. */
	sealed interface Change extends io.wirepost.journal.Change {

		/**
		 * A presence is open from now on.
		 */
		record Opened(OpenPresence presence) implements Change {
		}

		/**
		 * A presence has ended.
		 */
		record Ended(OpenPresence presence) implements Change {
		}

	}

}
