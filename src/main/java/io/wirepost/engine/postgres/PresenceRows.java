package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.connection.presence.OpenPresence;
import io.wirepost.connection.presence.PresenceStore;
import org.jspecify.annotations.Nullable;

/**
 * The presences that a batch opens and ends. Each belongs to one connection, so no other
 * process changes it. For the commit thread.
 */
final class PresenceRows {

	private final List<PresenceStore.Change> changes = new ArrayList<>();

	/** This replica; null if the database is one process's own. */
	private final @Nullable UUID replica;

	private int kept;

	PresenceRows(@Nullable UUID replica) {
		this.replica = replica;
	}

	void begin() {
		this.changes.clear();
		this.kept = 0;
	}

	void add(PresenceStore.Change change) {
		this.changes.add(change);
	}

	/** Keeps the changes of a submission. */
	void keep() {
		this.kept = this.changes.size();
	}

	/** Discards the changes of a submission. */
	void discard() {
		this.changes.subList(this.kept, this.changes.size()).clear();
	}

	/**
	 * Writes the rows, in the order of the changes.
	 * @return whether there were any
	 */
	boolean write(Connection connection) throws SQLException {
		boolean opens = true;
		List<OpenPresence> same = new ArrayList<>();
		for (PresenceStore.Change change : this.changes) {
			boolean opened = change instanceof PresenceStore.Change.Opened;
			if (opened != opens) {
				write(connection, opens, same);
				same.clear();
				opens = opened;
			}
			same.add(opened ? ((PresenceStore.Change.Opened) change).presence()
					: ((PresenceStore.Change.Ended) change).presence());
		}
		write(connection, opens, same);
		return !this.changes.isEmpty();
	}

	private void write(Connection connection, boolean opens, List<OpenPresence> presences) throws SQLException {
		if (presences.isEmpty()) {
			return;
		}
		try (PreparedStatement write = connection.prepareStatement(opens
				? "INSERT INTO presence (connection, device, listener, remote_address, replica) "
						+ "SELECT DISTINCT n.*, r.replica FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) AS n "
						+ "CROSS JOIN (SELECT ?::uuid) AS r (replica) ON CONFLICT DO NOTHING"
				: "DELETE FROM presence AS p USING unnest(?::uuid[], ?::text[]) AS n (connection, device) "
						+ "WHERE p.connection = n.connection AND p.device = n.device")) {
			write.setArray(1, Rows.array(connection, "uuid", presences, OpenPresence::connectionId));
			write.setArray(2, Rows.array(connection, "text", presences, (one) -> one.device().value()));
			if (opens) {
				write.setArray(3, Rows.array(connection, "text", presences, OpenPresence::listener));
				write.setArray(4, Rows.array(connection, "text", presences, OpenPresence::remoteAddress));
				write.setObject(5, this.replica);
			}
			write.executeUpdate();
		}
	}

}
