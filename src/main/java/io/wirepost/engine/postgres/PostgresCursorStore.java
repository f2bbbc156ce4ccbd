package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.forward.CursorStore;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/** Cursors in PostgreSQL. */
final class PostgresCursorStore implements CursorStore {

	private static final String WHAT = "The cursor";

	private final PostgresDatabase database;

	/** Under which lease it is written; null for none. */
	private final @Nullable Lease lease;

	PostgresCursorStore(PostgresDatabase database) {
		this(database, null);
	}

	private PostgresCursorStore(PostgresDatabase database, @Nullable Lease lease) {
		this.database = database;
		this.lease = lease;
	}

	@Override
	public CursorStore under(Lease lease) {
		return lease.isShared() ? new PostgresCursorStore(this.database, lease) : this;
	}

	@Override
	public Optional<Position> find(String name) {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("SELECT position FROM cursor WHERE name = ?")) {
				select.setString(1, name);
				try (ResultSet row = select.executeQuery()) {
					return row.next() ? Optional.of(new Position(row.getObject(1, UUID.class))) : Optional.empty();
				}
			}
		});
	}

	@Override
	public void save(String name, Position cursor) {
		this.database.write(WHAT, (connection) -> {
			PostgresLeaseStore.require(connection, this.lease);
			try (PreparedStatement write = connection.prepareStatement("INSERT INTO cursor (name, position) "
					+ "VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position")) {
				write.setString(1, name);
				write.setObject(2, cursor.value());
				return write.executeUpdate();
			}
		});
	}

	@Override
	public void remove(String name) {
		this.database.write(WHAT, (connection) -> {
			try (PreparedStatement delete = connection.prepareStatement("DELETE FROM cursor WHERE name = ?")) {
				delete.setString(1, name);
				return delete.executeUpdate();
			}
		});
	}

}
