package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.connection.presence.OpenPresence;
import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.message.DeviceId;

/** Open presences in PostgreSQL. {@link PresenceRows} writes them. */
final class PostgresPresenceStore implements PresenceStore {

	private final PostgresDatabase database;

	PostgresPresenceStore(PostgresDatabase database) {
		this.database = database;
	}

	@Override
	public List<OpenPresence> open() {
		return this.database.read("The presences", (connection) -> {
			List<OpenPresence> open = new ArrayList<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT connection, device, listener, remote_address FROM presence "
						+ "ORDER BY connection, device");
					ResultSet row = select.executeQuery()) {
				while (row.next()) {
					open.add(new OpenPresence(row.getObject(1, UUID.class), new DeviceId(row.getString(2)),
							row.getString(3), row.getString(4)));
				}
			}
			return open;
		});
	}

}
