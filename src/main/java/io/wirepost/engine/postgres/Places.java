package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

import io.wirepost.engine.postgres.MessageSelect.Place;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/** Finds where positions are: behind a message, or where it was. */
final class Places {

	/** Before everything that is there. */
	private static final Place BEGINNING = new Place(-1, 0, 0, false);

	/**
	 * Among so many ids next to one that is not there, the first or last message is
	 * looked for.
	 */
	private static final int NEIGHBOURS = 1_000;

	/** A message that was dropped leaves nothing, and everything is behind it. */
	private static final String KNOWN = "SELECT xid, place, part FROM message WHERE id = ? "
			+ "UNION ALL SELECT xid, place, part FROM erased WHERE id = ? "
			+ "UNION ALL SELECT %d, 0, 0 FROM journal WHERE dropped_greatest >= ? ".formatted(BEGINNING.xid())
			+ "ORDER BY xid DESC LIMIT 1";

	private Places() {
	}

	/**
	 * The place behind the message of an id. If it never was there, the place before the
	 * messages of greater ids, or in the other order behind those of lesser ids; null if
	 * there are none.
	 */
	static @Nullable Place find(Connection connection, Position position, MessageQuery.Order order)
			throws SQLException {
		Place known = find(connection, KNOWN, 3, position, false);
		if (known != null) {
			return known;
		}
		boolean ascending = order == MessageQuery.Order.ASC;
		String direction = ascending ? "ASC" : "DESC";
		return find(connection,
				"SELECT xid, place, part FROM (SELECT xid, place, part FROM message WHERE id %s ? ORDER BY id %s LIMIT %d)"
					.formatted(ascending ? ">" : "<", direction, NEIGHBOURS)
						+ " AS near ORDER BY near.xid %s, place %s LIMIT 1".formatted(direction, direction),
				1, position, true);
	}

	private static @Nullable Place find(Connection connection, String sql, int parameters, Position position,
			boolean included) throws SQLException {
		try (PreparedStatement select = connection.prepareStatement(sql)) {
			for (int i = 1; i <= parameters; i++) {
				select.setObject(i, position.value());
			}
			try (ResultSet row = select.executeQuery()) {
				return row.next() ? new Place(row.getLong(1), row.getInt(2), row.getInt(3), included) : null;
			}
		}
	}

	/** Whether a position is behind another for those who read oldest first. */
	static boolean isBehind(Connection connection, Position position, Position other) throws SQLException {
		Place one = find(connection, position, MessageQuery.Order.ASC);
		Place two = find(connection, other, MessageQuery.Order.ASC);
		return two != null && (one == null || one.compareTo(two) > 0);
	}

	/** Up to where messages were dropped that a cursor has not reached; null for none. */
	static @Nullable Position droppedBehind(Connection connection, Position cursor) throws SQLException {
		try (PreparedStatement select = connection
			.prepareStatement("SELECT dropped_up_to FROM journal WHERE dropped_up_to <> ? AND dropped_greatest >= ? "
					+ "AND NOT EXISTS (SELECT 1 FROM message WHERE id = ?) "
					+ "AND NOT EXISTS (SELECT 1 FROM erased WHERE id = ?)")) {
			for (int i = 1; i <= 4; i++) {
				select.setObject(i, cursor.value());
			}
			try (ResultSet row = select.executeQuery()) {
				return row.next() ? new Position(row.getObject(1, UUID.class)) : null;
			}
		}
	}

}
