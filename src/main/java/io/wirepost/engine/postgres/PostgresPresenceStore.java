package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.connection.presence.OpenPresence;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/** Open presences in PostgreSQL. {@link PresenceRows} writes them. */
final class PostgresPresenceStore implements PresenceStore {

	private final PostgresDatabase database;

	PostgresPresenceStore(PostgresDatabase database) {
		this.database = database;
	}

	/** Of other replicas that live there are some. */
	@Override
	public List<OpenPresence> open() {
		return (this.database.member() == null) ? select("true", null) : List.of();
	}

	@Override
	public List<OpenPresence> openOf(UUID replica) {
		return select("replica = ?", replica);
	}

	private List<OpenPresence> select(String condition, @Nullable UUID replica) {
		return this.database.read("The presences", (connection) -> {
			List<OpenPresence> open = new ArrayList<>();
			try (PreparedStatement select = connection.prepareStatement(
					"SELECT connection, device, listener, remote_address FROM presence WHERE %s ".formatted(condition)
							+ "ORDER BY connection, device")) {
				if (replica != null) {
					select.setObject(1, replica);
				}
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						open.add(new OpenPresence(row.getObject(1, UUID.class), new DeviceId(row.getString(2)),
								row.getString(3), row.getString(4)));
					}
				}
			}
			return open;
		});
	}

}
