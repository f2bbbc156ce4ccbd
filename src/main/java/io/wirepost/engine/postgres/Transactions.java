package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The numbers of transactions, as SQL. A server counts them from the start of its life:
 * tables that were restored into another one may have greater numbers than it is at. So a
 * number is the server's and an offset, which grows at a start where it has to.
 */
final class Transactions {

	/** The number of this transaction. */
	static final String THIS = "(pg_current_xact_id()::text::bigint + (SELECT xid_offset FROM journal))";

	/** The least number of a transaction that may still run. */
	static final String OLDEST = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
			+ "+ (SELECT xid_offset FROM journal))";

	/** The least number that no transaction has yet. */
	static final String NEXT = "(pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
			+ "+ (SELECT xid_offset FROM journal))";

	private Transactions() {
	}

	/** Has numbers go on behind those of all messages. */
	static void goOn(PostgresDatabase database) {
		database.write("The offset of transactions", (connection) -> {
			try (PreparedStatement update = connection
				.prepareStatement("UPDATE journal SET xid_offset = n.least FROM (SELECT coalesce(max(xid), 0) + 1 "
						+ "- pg_current_xact_id()::text::bigint AS least FROM message) AS n "
						+ "WHERE xid_offset < n.least")) {
				return update.executeUpdate();
			}
		});
	}

	/** Reads one of the numbers. */
	static long read(Connection connection, String number) throws SQLException {
		try (PreparedStatement select = connection.prepareStatement("SELECT " + number);
				ResultSet row = select.executeQuery()) {
			row.next();
			return row.getLong(1);
		}
	}

}
