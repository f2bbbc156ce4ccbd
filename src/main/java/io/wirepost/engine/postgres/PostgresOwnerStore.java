package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/** Reads owners from PostgreSQL. {@link OwnerRows} writes them. */
final class PostgresOwnerStore implements OwnerStore {

	private static final String WHAT = "The owners of devices";

	private static final int REMOVED_AT_ONCE = 5_000;

	private static final String LIVING = "FROM owner o JOIN membership m ON m.incarnation = o.replica ";

	private final PostgresDatabase database;

	private final UUID self;

	PostgresOwnerStore(PostgresDatabase database, UUID self) {
		this.database = database;
		this.self = self;
	}

	@Override
	public Optional<Owner> find(DeviceId device) {
		return Optional.ofNullable(find(List.of(device)).get(device));
	}

	@Override
	public Map<DeviceId, Owner> find(Collection<DeviceId> devices) {
		return this.database.read(WHAT, (connection) -> {
			Map<DeviceId, Owner> owners = new HashMap<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT o.device, o.replica, r.address, o.connection, o.epoch " + LIVING
						+ "JOIN replica r ON r.incarnation = o.replica WHERE o.device = ANY (?)")) {
				select.setArray(1, Rows.array(connection, "text", List.copyOf(devices), DeviceId::value));
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						owners.put(new DeviceId(row.getString(1)), new Owner(row.getObject(2, UUID.class),
								row.getString(3), row.getObject(4, UUID.class), row.getLong(5)));
					}
				}
			}
			return owners;
		});
	}

	@Override
	public List<DeviceId> connected(@Nullable DeviceId after, int limit) {
		return this.database.read(WHAT, (connection) -> {
			List<DeviceId> devices = new ArrayList<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT o.device " + LIVING + "WHERE o.device > ? ORDER BY o.device LIMIT ?")) {
				select.setString(1, (after != null) ? after.value() : "");
				select.setInt(2, limit);
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						devices.add(new DeviceId(row.getString(1)));
					}
				}
			}
			return devices;
		});
	}

	@Override
	public List<Lost> lost(int limit) {
		return this.database.read(WHAT, (connection) -> {
			List<Lost> lost = new ArrayList<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT device, connection FROM takeover WHERE replica = ? LIMIT ?")) {
				select.setObject(1, this.self);
				select.setInt(2, limit);
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						lost.add(new Lost(new DeviceId(row.getString(1)), row.getObject(2, UUID.class)));
					}
				}
			}
			return lost;
		});
	}

	@Override
	public void released(List<Lost> lost) {
		this.database.write(WHAT, (connection) -> {
			try (PreparedStatement delete = connection.prepareStatement(
					"DELETE FROM takeover AS t USING unnest(?::text[], ?::uuid[]) AS n (device, connection) "
							+ "WHERE t.replica = ? AND t.device = n.device AND t.connection = n.connection")) {
				delete.setArray(1, Rows.array(connection, "text", lost, (one) -> one.device().value()));
				delete.setArray(2, Rows.array(connection, "uuid", lost, Lost::connection));
				delete.setObject(3, this.self);
				return delete.executeUpdate();
			}
		});
	}

	@Override
	public boolean removeOf(UUID dead) {
		return this.database.write(WHAT, (connection) -> {
			try (PreparedStatement delete = connection
				.prepareStatement("DELETE FROM owner WHERE device IN (SELECT device FROM owner WHERE replica = ? LIMIT "
						+ REMOVED_AT_ONCE + ") AND replica = ?")) {
				return isDone(delete, dead);
			}
		});
	}

	private static boolean isDone(PreparedStatement delete, UUID dead) throws SQLException {
		delete.setObject(1, dead);
		delete.setObject(2, dead);
		return delete.executeUpdate() > 0;
	}

}
