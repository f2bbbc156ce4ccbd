package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.wirepost.journal.JournalUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second process from using the same tables, unless both are replicas: an
 * advisory lock, which the server releases when the connection that holds it ends. A
 * process that lost its connection and the lock without noticing is kept from writing by
 * the row in {@code claim}, which names the process that took the lock last; a replica by
 * its row in {@code membership}.
 */
final class DatabaseClaim implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(DatabaseClaim.class);

	/** How long a process that is being replaced may take to end. */
	private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long RETRY_MILLIS = 200;

	/** Advisory locks have two numbers; the first says whose they are: "wire". */
	private static final String LOCK = "(2003399269, hashtext(current_schema()))";

	/** What {@code claim} has as its owner while replicas share the database. */
	private static final UUID REPLICAS = new UUID(0, 0);

	/** What a process on its own left behind is that of a replica that has died. */
	private static final String LEFT_BY_ONE = "WITH one AS (SELECT gen_random_uuid() AS incarnation FROM claim "
			+ "WHERE owner IS NOT NULL AND owner <> '%s' FOR UPDATE), ".formatted(REPLICAS)
			+ "dead AS (INSERT INTO replica (incarnation, id, address, died_at, stopped) "
			+ "SELECT incarnation, 'single', '', now(), true FROM one), "
			+ "present AS (UPDATE presence SET replica = one.incarnation FROM one) "
			+ "UPDATE delivery SET owner = one.incarnation::text FROM one WHERE status = 1 AND (begun OR expires_at IS NULL)";

	private final PostgresDatabase database;

	/** Whether other replicas hold the lock too. */
	private final boolean shared;

	private @Nullable Connection holder;

	/** Whether it was said that another process has the lock. */
	private boolean lost;

	private DatabaseClaim(PostgresDatabase database, boolean shared, Connection holder) {
		this.database = database;
		this.shared = shared;
		this.holder = holder;
	}

	/**
	 * Takes the database for this process, and brings its tables to this version.
	 * @throws DatabaseException if another process uses it
	 */
	static DatabaseClaim take(PostgresDatabase database) {
		UUID owner = UUID.randomUUID();
		DatabaseClaim claim = take(database, false, (connection) -> {
			// Replicas that were cut off, and have not noticed.
			execute(connection, "DELETE FROM membership");
			execute(connection, "DELETE FROM replica");
			execute(connection, "DELETE FROM owner");
			execute(connection, "DELETE FROM takeover");
			return claim(connection, owner);
		});
		database.ownedBy(owner);
		return claim;
	}

	/**
	 * Takes the database together with other replicas, and brings its tables to this
	 * version.
	 * @throws DatabaseException if a process on its own uses it
	 */
	static DatabaseClaim share(PostgresDatabase database) {
		return take(database, true, (connection) -> {
			execute(connection, LEFT_BY_ONE);
			return claim(connection, REPLICAS);
		});
	}

	private static DatabaseClaim take(PostgresDatabase database, boolean shared,
			PostgresDatabase.Work<Integer> claiming) {
		try {
			Connection holder = database.connection();
			long begin = System.nanoTime();
			while (!lock(holder, shared)) {
				if (System.nanoTime() - begin >= WAIT_NANOS) {
					throw new DatabaseException(
							"The database is in use by another Wirepost, %s; ".formatted(other(holder))
									+ (shared ? "stop that one, or set wirepost.cluster there as well"
											: "stop that one, or use another database or schema"),
							null);
				}
				Thread.sleep(RETRY_MILLIS);
			}
			database.migrate();
			database.write("The claim", claiming);
			return new DatabaseClaim(database, shared, holder);
		}
		catch (SQLException | JournalUnavailableException ex) {
			database.close();
			throw new DatabaseException("The database cannot be used: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			database.close();
			throw new DatabaseException("The start was interrupted", ex);
		}
		catch (DatabaseException ex) {
			database.close();
			throw ex;
		}
	}

	private static boolean lock(Connection connection, boolean shared) throws SQLException {
		try (PreparedStatement select = connection
			.prepareStatement("SELECT pg_try_advisory_lock" + (shared ? "_shared" : "") + LOCK);
				ResultSet row = select.executeQuery()) {
			return row.next() && row.getBoolean(1);
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.execute();
		}
	}

	private static int claim(Connection connection, UUID owner) throws SQLException {
		try (PreparedStatement update = connection.prepareStatement("UPDATE claim SET owner = ?, claimed_at = now()")) {
			update.setObject(1, owner);
			return update.executeUpdate();
		}
	}

	private static String other(Connection connection) throws SQLException {
		try (PreparedStatement select = connection
			.prepareStatement("SELECT coalesce(host(a.client_addr), 'this machine'), a.backend_start "
					+ "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' "
					+ "AND l.classid = 2003399269 AND l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295) AND l.granted AND l.database = (SELECT oid FROM pg_database "
					+ "WHERE datname = current_database())");
				ResultSet row = select.executeQuery()) {
			return row.next() ? "connected from %s since %s".formatted(row.getString(1), row.getString(2))
					: "which has just ended";
		}
	}

	/**
	 * Takes the lock again if its connection broke. Called every few seconds by one
	 * thread.
	 */
	void keep() {
		try {
			Connection held = this.holder;
			if (held == null || !held.isValid(2)) {
				close();
				Connection again = this.database.connection();
				this.holder = again;
				if (!lock(again, this.shared)) {
					if (!this.lost) {
						log.warn("The database is in use by another Wirepost, {}", other(again));
					}
					this.lost = true;
					close();
				}
			}
		}
		catch (SQLException ex) {
			log.debug("The lock of the database cannot be taken again yet", ex);
		}
		catch (RuntimeException ex) {
			// An exception would end the schedule.
			log.error("The lock of the database cannot be taken again", ex);
		}
	}

	@Override
	public void close() {
		Connection held = this.holder;
		this.holder = null;
		if (held != null) {
			try (held) {
				// The pool keeps the connection, and it would keep the lock.
				unlock(held);
			}
			catch (SQLException ex) {
				// The connection is broken, and the lock gone with it.
			}
		}
	}

	private static void unlock(Connection connection) throws SQLException {
		try (PreparedStatement select = connection.prepareStatement("SELECT pg_advisory_unlock_all()")) {
			select.execute();
		}
	}

}
