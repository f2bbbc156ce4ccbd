package io.wirepost.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.SharedQueueStore;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.engine.json.DeliveryJson;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;

/** Queued deliveries that replicas share, in PostgreSQL. */
final class PostgresSharedQueueStore implements SharedQueueStore {

	private static final String WHAT = "The queued deliveries";

	/** Waits, and is in no memory of a replica that lives. */
	private static final String FREE = "d.status = 1 AND NOT d.begun AND (d.owner IS NULL OR NOT EXISTS "
			+ "(SELECT 1 FROM membership m WHERE m.incarnation::text = d.owner)) ";

	private static final String RECORD = "SELECT d.id, d.record, d.owner FROM delivery d WHERE ";

	private final PostgresDatabase database;

	private final UUID self;

	PostgresSharedQueueStore(PostgresDatabase database, UUID self) {
		this.database = database;
		this.self = self;
	}

	@Override
	public List<Taken> take(Collection<DeviceId> devices, int limit) {
		return this.database.write(WHAT, (connection) -> {
			List<Taken> taken = new ArrayList<>();
			try (PreparedStatement update = connection
				.prepareStatement("UPDATE delivery AS u SET owner = ? FROM (SELECT d.id, o.payload FROM delivery d "
						+ "LEFT JOIN outgoing o ON o.delivery = d.id WHERE d.device = ANY (?) AND " + FREE
						+ "ORDER BY d.id LIMIT ? FOR UPDATE OF d) AS f WHERE u.id = f.id "
						+ "RETURNING u.id, u.record, u.owner, coalesce(octet_length(f.payload), 0)")) {
				update.setString(1, this.self.toString());
				update.setArray(2, ids(connection, devices));
				update.setInt(3, limit);
				try (ResultSet row = update.executeQuery()) {
					while (row.next()) {
						taken.add(new Taken(PostgresDeliveryStore.delivery(row), row.getInt(4)));
					}
				}
			}
			taken.sort(Comparator.comparing((one) -> one.delivery().id().toString()));
			return taken;
		});
	}

	private static Array ids(Connection connection, Collection<DeviceId> devices) throws SQLException {
		return Rows.array(connection, "text", List.copyOf(devices), DeviceId::value);
	}

	@Override
	public List<DeviceId> overlooked(int limit) {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection
				.prepareStatement("SELECT DISTINCT d.device FROM delivery d JOIN owner w ON w.device = d.device "
						+ "WHERE w.replica = ? AND " + FREE + "LIMIT ?")) {
				select.setObject(1, this.self);
				select.setInt(2, limit);
				return devices(select);
			}
		});
	}

	@Override
	public List<DeviceId> waiting(Collection<DeviceId> devices) {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection
				.prepareStatement("SELECT DISTINCT d.device FROM delivery d WHERE d.device = ANY (?) AND " + FREE)) {
				select.setArray(1, ids(connection, devices));
				return devices(select);
			}
		});
	}

	private static List<DeviceId> devices(PreparedStatement select) throws SQLException {
		List<DeviceId> devices = new ArrayList<>();
		try (ResultSet row = select.executeQuery()) {
			while (row.next()) {
				devices.add(new DeviceId(row.getString(1)));
			}
		}
		return devices;
	}

	@Override
	public Optional<StoredDelivery> cancel(UUID id) {
		return this.database.write(WHAT, (connection) -> {
			List<StoredDelivery> ended = end(connection, Delivery.Status.CANCELLED, "d.id = ? AND " + FREE, id);
			return ended.stream().findFirst();
		});
	}

	@Override
	public int cancelAll(DeviceId device) {
		return this.database.write(WHAT,
				(connection) -> end(connection, Delivery.Status.CANCELLED, "d.device = ? AND " + FREE, device.value())
					.size());
	}

	@Override
	public int expire(Instant now, int limit) {
		return this.database.write(WHAT, (connection) -> end(connection, Delivery.Status.EXPIRED,
				FREE + "AND d.expires_at <= ? LIMIT " + limit, now.atOffset(ZoneOffset.UTC))
			.size());
	}

	@Override
	public int abandon(Instant before, int limit) {
		return this.database.write(WHAT,
				(connection) -> end(connection, Delivery.Status.FAILED,
						FREE + "AND d.expires_at IS NULL AND d.id < ? LIMIT " + limit,
						MessageId.firstOf(before.toEpochMilli()).value())
					.size());
	}

	/** Ends deliveries that fit and that nobody else is changing. */
	private static List<StoredDelivery> end(Connection connection, Delivery.Status status, String condition,
			Object value) throws SQLException {
		List<StoredDelivery> ended = new ArrayList<>();
		try (PreparedStatement select = connection
			.prepareStatement(RECORD + condition + " FOR UPDATE OF d SKIP LOCKED")) {
			select.setObject(1, value);
			try (ResultSet row = select.executeQuery()) {
				while (row.next()) {
					ended.add(PostgresDeliveryStore.delivery(row)
						.ended(status, (status == Delivery.Status.FAILED) ? "away" : null));
				}
			}
		}
		try (PreparedStatement update = connection
			.prepareStatement("UPDATE delivery AS d SET status = ?, record = n.record::json "
					+ "FROM unnest(?::uuid[], ?::text[]) AS n (id, record) WHERE d.id = n.id")) {
			update.setShort(1, DeliveryJson.code(status));
			update.setArray(2, Rows.array(connection, "uuid", ended, StoredDelivery::id));
			update.setArray(3, Rows.array(connection, "text", ended,
					(one) -> new String(DeliveryJson.write(one), StandardCharsets.UTF_8)));
			update.executeUpdate();
		}
		Rows.delete(connection, "DELETE FROM outgoing WHERE delivery = ANY (?)", "uuid",
				ended.stream().map(StoredDelivery::id).toList());
		return ended;
	}

	@Override
	public List<StoredDelivery> leftBy(UUID replica, int limit) {
		return this.database.read(WHAT, (connection) -> {
			List<StoredDelivery> left = new ArrayList<>();
			try (PreparedStatement select = connection.prepareStatement(RECORD
					+ "d.status = 1 AND d.owner = ? AND (d.begun OR d.expires_at IS NULL) ORDER BY d.id LIMIT ?")) {
				select.setString(1, replica.toString());
				select.setInt(2, limit);
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						left.add(PostgresDeliveryStore.delivery(row));
					}
				}
			}
			return left;
		});
	}

	@Override
	public Map<DeviceId, Integer> queued(Collection<DeviceId> devices) {
		return this.database.read(WHAT, (connection) -> {
			Map<DeviceId, Integer> queued = new HashMap<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT device, count(*) FROM delivery WHERE device = ANY (?) AND status = 1 "
						+ "AND expires_at IS NOT NULL GROUP BY device")) {
				select.setArray(1, ids(connection, devices));
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						queued.put(new DeviceId(row.getString(1)), row.getInt(2));
					}
				}
			}
			return queued;
		});
	}

	@Override
	public Load load() {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection
				.prepareStatement("SELECT count(*), coalesce(sum(octet_length(o.payload)), 0) FROM delivery d "
						+ "JOIN outgoing o ON o.delivery = d.id WHERE d.status = 1");
					ResultSet row = select.executeQuery()) {
				row.next();
				return new Load(row.getLong(1), row.getLong(2));
			}
		});
	}

}
