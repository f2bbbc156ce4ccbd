package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.delivery.DeliveryStore;
import io.wirepost.message.MessageId;

/**
 * Deletes old deliveries, keys and broadcasts, in small portions, since messages wait for
 * the same thread. For the commit thread.
 */
final class DeliveryDrop {

	/** The most of each kind that are dropped at a time. */
	private static final int DROPS = 500;

	private static final String ENDED = "SELECT d.id FROM delivery d WHERE d.status <> 1 "
			+ "AND NOT EXISTS (SELECT 1 FROM idempotency_key k WHERE k.delivery = d.id) ";

	/**
	 * Drops as {@link DeliveryStore.Change.Drop} says.
	 * @param count how many deliveries there are
	 */
	Result drop(Connection connection, DeliveryStore.Change.Drop drop, long count) throws SQLException {
		int keys = deleteBefore(connection,
				"DELETE FROM idempotency_key WHERE key IN (SELECT key FROM idempotency_key WHERE delivery < ? "
						+ "ORDER BY delivery LIMIT " + DROPS + ")",
				drop.keysBefore());
		int broadcasts = deleteBefore(connection,
				"DELETE FROM broadcast WHERE id IN (SELECT b.id FROM broadcast b WHERE b.id < ? "
						+ "AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.broadcast = b.id) ORDER BY b.id LIMIT "
						+ DROPS + ")",
				drop.before());
		int deliveries = delete(connection, old(connection, drop, count - drop.most()));
		return new Result(keys, deliveries, keys == DROPS || broadcasts == DROPS || deliveries == DROPS);
	}

	private static UUID first(Instant time) {
		return MessageId.firstOf(time.toEpochMilli()).value();
	}

	private static int deleteBefore(Connection connection, String sql, Instant before) throws SQLException {
		try (PreparedStatement delete = connection.prepareStatement(sql)) {
			delete.setObject(1, first(before));
			return delete.executeUpdate();
		}
	}

	/** Deliveries that are too old, and then the oldest of those that are too many. */
	private static List<UUID> old(Connection connection, DeliveryStore.Change.Drop drop, long tooMany)
			throws SQLException {
		List<UUID> old = new ArrayList<>();
		try (PreparedStatement select = connection
			.prepareStatement(ENDED + "AND d.id < ? ORDER BY d.id LIMIT " + DROPS)) {
			select.setObject(1, first(drop.before()));
			read(select, old);
		}
		if (old.size() < DROPS && old.size() < tooMany) {
			old.clear();
			try (PreparedStatement select = connection.prepareStatement(ENDED + "ORDER BY d.id LIMIT ?")) {
				select.setLong(1, Math.min(DROPS, tooMany));
				read(select, old);
			}
		}
		return old;
	}

	private static void read(PreparedStatement select, List<UUID> ids) throws SQLException {
		try (ResultSet row = select.executeQuery()) {
			while (row.next()) {
				ids.add(row.getObject(1, UUID.class));
			}
		}
	}

	private static int delete(Connection connection, List<UUID> ids) throws SQLException {
		Rows.delete(connection, "DELETE FROM outgoing WHERE delivery = ANY (?)", "uuid", ids);
		return Rows.delete(connection, "DELETE FROM delivery WHERE id = ANY (?)", "uuid", ids);
	}

	/**
	 * What was dropped.
	 *
	 * @param keys the number of keys
	 * @param deliveries the number of deliveries
	 * @param more whether there may be more
	 */
	record Result(int keys, int deliveries, boolean more) {
	}

}
