package io.wirepost.engine.postgres;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wirepost.delivery.Broadcast;
import io.wirepost.delivery.Delivery;
import io.wirepost.delivery.DeliveryQuery;
import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.Outgoing;
import io.wirepost.delivery.StoredDelivery;
import io.wirepost.delivery.UsedKey;
import io.wirepost.engine.json.DeliveryJson;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/** Reads deliveries from PostgreSQL. {@link DeliveryRows} writes them. */
final class PostgresDeliveryStore implements DeliveryStore {

	private static final String WHAT = "The deliveries";

	private final PostgresDatabase database;

	private final TableCount keys;

	PostgresDeliveryStore(PostgresDatabase database, TableCount keys) {
		this.database = database;
		this.keys = keys;
	}

	@Override
	public Optional<StoredDelivery> find(UUID id) {
		return first(
				select("SELECT id, record, owner FROM delivery WHERE id = ?", PostgresDeliveryStore::delivery, id));
	}

	/**
	 * Reads a row of an id, a record, and the owner, which changes without the record.
	 */
	static StoredDelivery delivery(ResultSet row) throws SQLException {
		return DeliveryJson.read(row.getObject(1, UUID.class), row.getString(2).getBytes(StandardCharsets.UTF_8), 0)
			.ownedBy(row.getString(3));
	}

	@Override
	public Optional<Outgoing> outgoing(UUID id) {
		return first(select("SELECT charset, payload FROM outgoing WHERE delivery = ?", (row) -> {
			String charset = row.getString(1);
			return new Outgoing(Payload.owning(row.getBytes(2)), (charset != null) ? Charset.forName(charset) : null);
		}, id));
	}

	@Override
	public Optional<UsedKey> findKey(String key) {
		return first(select("SELECT fingerprint, delivery FROM idempotency_key WHERE key = ?",
				(row) -> new UsedKey(key, row.getString(1), row.getObject(2, UUID.class)), KeyRows.bytes(key)));
	}

	@Override
	public Optional<Broadcast> findBroadcast(UUID id) {
		return first(select("SELECT created_at, deliveries, failed FROM broadcast WHERE id = ?",
				(row) -> new Broadcast(id, Instant.parse(row.getString(1)), row.getInt(2), row.getInt(3), Map.of()),
				id))
			.map((found) -> new Broadcast(id, found.createdAt(), found.deliveries(), found.failed(), statuses(id)));
	}

	private Map<Delivery.Status, Long> statuses(UUID broadcast) {
		Map<Delivery.Status, Long> statuses = new EnumMap<>(Delivery.Status.class);
		Arrays.stream(Delivery.Status.values()).forEach((status) -> statuses.put(status, 0L));
		select("SELECT status, count(*) FROM delivery WHERE broadcast = ? GROUP BY status",
				(row) -> statuses.put(DeliveryJson.status((byte) row.getShort(1)), row.getLong(2)), broadcast);
		return statuses;
	}

	@Override
	public StoredDeliveries list(DeliveryQuery query) {
		StringBuilder sql = new StringBuilder("SELECT id, record, owner FROM delivery WHERE true");
		List<Object> values = new ArrayList<>();
		if (query.device() != null) {
			sql.append(" AND device = ?");
			values.add(query.device().value());
		}
		if (query.status() != null) {
			sql.append(" AND status = ?");
			values.add((short) DeliveryJson.code(query.status()));
		}
		if (query.broadcast() != null) {
			sql.append(" AND broadcast = ?");
			values.add(query.broadcast());
		}
		if (query.before() != null) {
			sql.append(" AND id < ?");
			values.add(query.before());
		}
		sql.append(" ORDER BY id DESC LIMIT ?");
		values.add(query.limit() + 1L);
		List<StoredDelivery> found = select(sql.toString(), PostgresDeliveryStore::delivery, values.toArray());
		if (found.size() <= query.limit()) {
			return new StoredDeliveries(found, null);
		}
		List<StoredDelivery> items = List.copyOf(found.subList(0, query.limit()));
		return new StoredDeliveries(items, items.get(items.size() - 1).id());
	}

	@Override
	public List<StoredDelivery> queued(@Nullable UUID after, int limit) {
		return (after != null)
				? select("SELECT id, record, owner FROM delivery WHERE status = 1 AND id > ? ORDER BY id LIMIT ?",
						PostgresDeliveryStore::delivery, after, limit)
				: select("SELECT id, record, owner FROM delivery WHERE status = 1 ORDER BY id LIMIT ?",
						PostgresDeliveryStore::delivery, limit);
	}

	@Override
	public @Nullable UUID lastId() {
		return first(select("SELECT id FROM delivery ORDER BY id DESC LIMIT 1", (row) -> row.getObject(1, UUID.class)))
			.orElse(null);
	}

	@Override
	public long keys() {
		return this.keys.value();
	}

	private static <T> Optional<T> first(List<T> rows) {
		return rows.stream().findFirst();
	}

	private <T> List<T> select(String sql, Reading<T> reading, Object... values) {
		return this.database.read(WHAT, (connection) -> select(connection, sql, reading, values));
	}

	private static <T> List<T> select(Connection connection, String sql, Reading<T> reading, Object... values)
			throws SQLException {
		List<T> rows = new ArrayList<>();
		try (PreparedStatement select = connection.prepareStatement(sql)) {
			for (int i = 0; i < values.length; i++) {
				select.setObject(i + 1, values[i]);
			}
			try (ResultSet row = select.executeQuery()) {
				while (row.next()) {
					rows.add(reading.of(row));
				}
			}
		}
		return rows;
	}

	/**
	 * Reads one row.
	 *
	 * @param <T> what it is
	 */
	@FunctionalInterface
	private interface Reading<T> {

		T of(ResultSet row) throws SQLException;

	}

}
