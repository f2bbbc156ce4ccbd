package io.wirepost.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.delivery.UsedKey;
import org.jspecify.annotations.Nullable;

/** The rows of idempotency keys that a batch changes. For the commit thread. */
final class KeyRows {

	private final Overlay<String, UsedKey> keys = new Overlay<>();

	private final TableCount count;

	private List<String> names = List.of();

	private List<UUID> ofDeliveries = List.of();

	KeyRows(TableCount count) {
		this.count = count;
	}

	/**
	 * Begins a batch, and locks the keys of these names, and those of these deliveries.
	 */
	void begin(Connection connection, List<String> names, List<UUID> deliveries) throws SQLException {
		this.names = names;
		this.ofDeliveries = deliveries;
		read(connection);
	}

	/** Reads them, again after some were deleted by other means. */
	void read(Connection connection) throws SQLException {
		this.keys.clear();
		if (!this.names.isEmpty() || !this.ofDeliveries.isEmpty()) {
			lock(connection, this.names, this.ofDeliveries);
		}
	}

	private void lock(Connection connection, List<String> names, List<UUID> deliveries) throws SQLException {
		try (PreparedStatement select = connection.prepareStatement("SELECT key, fingerprint, delivery "
				+ "FROM idempotency_key WHERE key = ANY (?) OR delivery = ANY (?) ORDER BY key FOR UPDATE")) {
			select.setArray(1,
					connection.createArrayOf("bytea", names.stream().map(KeyRows::bytes).toArray(byte[][]::new)));
			select.setArray(2, connection.createArrayOf("uuid", deliveries.toArray()));
			try (ResultSet row = select.executeQuery()) {
				while (row.next()) {
					String key = new String(row.getBytes(1), StandardCharsets.UTF_8);
					this.keys.stored(key, new UsedKey(key, row.getString(2), row.getObject(3, UUID.class)));
				}
			}
		}
	}

	/**
	 * A key as it is stored: text cannot hold the character 0, which ends the caller's
	 * name.
	 */
	static byte[] bytes(String key) {
		return key.getBytes(StandardCharsets.UTF_8);
	}

	/** The use of a key, as changed so far; null for none. */
	@Nullable UsedKey find(String key) {
		return this.keys.get(key);
	}

	void put(UsedKey key) {
		this.keys.put(key.key(), key);
	}

	/** Removes the key of a delivery, if it is still that one's. */
	void removeOf(UUID delivery) {
		this.keys.keysOf((key) -> key.delivery().equals(delivery)).forEach(this.keys::delete);
	}

	/** So many were deleted by other means. */
	void dropped(int keys) {
		this.count.add(-keys);
	}

	/** Keeps the changes of a submission. */
	void keep() {
		this.keys.keep();
	}

	/** Discards the changes of a submission. */
	void discard() {
		this.keys.discard();
	}

	/**
	 * Writes the rows.
	 * @return whether there were any
	 */
	boolean write(Connection connection) throws SQLException {
		List<UsedKey> fresh = new ArrayList<>();
		List<UsedKey> again = new ArrayList<>();
		List<byte[]> gone = new ArrayList<>();
		this.keys.changed().forEach((name, key) -> {
			if (key.isEmpty()) {
				gone.add(bytes(name));
			}
			else {
				(this.keys.isStored(name) ? again : fresh).add(key.get());
			}
		});
		if (!fresh.isEmpty()) {
			int written = write(connection, fresh, "INSERT INTO idempotency_key (key, fingerprint, delivery) "
					+ "SELECT * FROM unnest(?::bytea[], ?::text[], ?::uuid[]) ON CONFLICT DO NOTHING");
			if (written < fresh.size()) {
				throw PostgresDatabase.disturbed("an idempotency key");
			}
		}
		if (!again.isEmpty()) {
			write(connection, again,
					"UPDATE idempotency_key AS k SET fingerprint = n.fingerprint, delivery = n.delivery "
							+ "FROM unnest(?::bytea[], ?::text[], ?::uuid[]) AS n (key, fingerprint, delivery) "
							+ "WHERE k.key = n.key");
		}
		int removed = Rows.delete(connection, "DELETE FROM idempotency_key WHERE key = ANY (?)", "bytea",
				gone.toArray(byte[][]::new));
		this.count.add(fresh.size() - removed);
		boolean any = !this.keys.changed().isEmpty();
		this.keys.written();
		return any;
	}

	private static int write(Connection connection, List<UsedKey> keys, String sql) throws SQLException {
		try (PreparedStatement write = connection.prepareStatement(sql)) {
			write.setArray(1, connection.createArrayOf("bytea",
					keys.stream().map((key) -> bytes(key.key())).toArray(byte[][]::new)));
			write.setArray(2, Rows.array(connection, "text", keys, UsedKey::fingerprint));
			write.setArray(3, Rows.array(connection, "uuid", keys, UsedKey::delivery));
			return write.executeUpdate();
		}
	}

}
