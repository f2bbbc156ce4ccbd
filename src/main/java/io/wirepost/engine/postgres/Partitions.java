package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.message.MessageId;

/**
 * The partitions of the messages. Several processes may begin and drop them at once:
 * whoever does holds the lock of the table that lists them. Blocks.
 */
final class Partitions {

	private static final String WHAT = "The partitions";

	/** An advisory lock: the number of this one, and of the schema. */
	private static final String LOCK = "(2003399270, hashtext(current_schema()))";

	private final PostgresDatabase database;

	Partitions(PostgresDatabase database) {
		this.database = database;
	}

	/** Begins the first partition, if there is none. */
	void beginFirst() {
		this.database.write(WHAT, (connection) -> {
			lock(connection);
			return current(connection) > 0 || begin(connection, 1);
		});
	}

	/** Begins the next partition, unless another process did. */
	void beginAfter(int current) {
		this.database.write(WHAT, (connection) -> {
			lock(connection);
			return current(connection) == current && begin(connection, current + 1);
		});
	}

	private static void lock(Connection connection) throws SQLException {
		execute(connection, "LOCK TABLE partition IN EXCLUSIVE MODE");
	}

	private static int current(Connection connection) throws SQLException {
		return (int) number(connection, "SELECT coalesce(max(part), 0) FROM partition");
	}

	/** To attach a table does not keep others from reading or writing the messages. */
	private static boolean begin(Connection connection, int part) throws SQLException {
		String name = name(part);
		execute(connection, "CREATE TABLE %s (LIKE message INCLUDING DEFAULTS)".formatted(name));
		execute(connection, "ALTER TABLE message ATTACH PARTITION %s FOR VALUES IN (%d)".formatted(name, part));
		execute(connection, "INSERT INTO partition (part) VALUES (%d)".formatted(part));
		return true;
	}

	/** Has one process of all do something with the partitions at a time. */
	void alone(Runnable work) {
		this.database.read(WHAT, (connection) -> {
			execute(connection, "SELECT pg_advisory_lock" + LOCK);
			try {
				work.run();
			}
			finally {
				execute(connection, "SELECT pg_advisory_unlock" + LOCK);
			}
			return true;
		});
	}

	/** All partitions, the oldest first. */
	List<Partition> list() {
		return this.database.read(WHAT, (connection) -> {
			List<Partition> all = new ArrayList<>();
			try (PreparedStatement select = connection.prepareStatement("SELECT part, dropping, "
					+ "coalesce(pg_total_relation_size(to_regclass('message_' || part)), 0) FROM partition ORDER BY part");
					ResultSet row = select.executeQuery()) {
				while (row.next()) {
					all.add(new Partition(row.getInt(1), row.getBoolean(2), row.getLong(3)));
				}
			}
			return all;
		});
	}

	/**
	 * About the number of messages in a partition: exact while the server has no
	 * estimate.
	 */
	long count(int part) {
		return this.database.read(WHAT, (connection) -> {
			long estimate = number(connection,
					"SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass('%s')".formatted(name(part)));
			return (estimate >= 0) ? estimate : number(connection, "SELECT count(*) FROM " + name(part));
		});
	}

	/** When the newest message got its id, in milliseconds since 1970; 0 for none. */
	long newest(int part) {
		return this.database.read(WHAT, (connection) -> {
			try (Statement statement = connection.createStatement();
					ResultSet row = statement
						.executeQuery("SELECT id FROM %s ORDER BY id DESC LIMIT 1".formatted(name(part)))) {
				return row.next() ? new MessageId(row.getObject(1, UUID.class)).epochMilli() : 0L;
			}
		});
	}

	/**
	 * Drops a partition that is not the last. A crash in the middle leaves one that is
	 * marked, and is dropped when this is called again.
	 */
	void drop(int part) {
		String name = name(part);
		this.database.write(WHAT, (connection) -> isThere(connection, name) && mark(connection, name, part));
		// Detached without keeping others from reading; not possible in a transaction.
		this.database.read(WHAT, (connection) -> {
			if (number(connection,
					"SELECT count(*) FROM pg_inherits WHERE inhrelid = to_regclass('%s')".formatted(name)) > 0) {
				execute(connection,
						"ALTER TABLE message DETACH PARTITION %s %s".formatted(name, detaching(connection, name)));
			}
			execute(connection, "DROP TABLE IF EXISTS " + name);
			execute(connection, "DELETE FROM partition WHERE part = %d".formatted(part));
			return true;
		});
	}

	private static boolean isThere(Connection connection, String name) throws SQLException {
		return number(connection, "SELECT count(to_regclass('%s'))".formatted(name)) > 0;
	}

	private static boolean mark(Connection connection, String name, int part) throws SQLException {
		PostgresBatchStore.keepLastId(connection);
		execute(connection,
				"UPDATE journal SET dropped_up_to = coalesce((SELECT id FROM %s ORDER BY xid DESC, place DESC LIMIT 1), "
					.formatted(name) + "dropped_up_to)");
		execute(connection, "UPDATE journal SET dropped_greatest = greatest(dropped_greatest, "
				+ "(SELECT id FROM %s ORDER BY id DESC LIMIT 1))".formatted(name));
		execute(connection, "DELETE FROM erased WHERE part = %d".formatted(part));
		execute(connection, "UPDATE partition SET dropping = true WHERE part = %d".formatted(part));
		return true;
	}

	private static String detaching(Connection connection, String name) throws SQLException {
		boolean begun = number(connection,
				"SELECT count(*) FROM pg_inherits WHERE inhdetachpending AND inhrelid = to_regclass('%s')"
					.formatted(name)) > 0;
		return begun ? "FINALIZE" : "CONCURRENTLY";
	}

	private static String name(int part) {
		return "message_" + part;
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static long number(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getLong(1);
		}
	}

	/**
	 * A partition.
	 *
	 * @param part its number
	 * @param dropping whether its dropping has begun
	 * @param size the bytes that it takes, indexes included
	 */
	record Partition(int part, boolean dropping, long size) {
	}

}
