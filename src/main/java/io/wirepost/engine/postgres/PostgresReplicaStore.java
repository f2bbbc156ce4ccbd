package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.cluster.DeclaredDeadException;
import io.wirepost.cluster.Replica;
import io.wirepost.cluster.ReplicaIdentity;
import io.wirepost.cluster.ReplicaStore;

/**
 * The replicas in PostgreSQL. To be a member is to have a row in {@code membership},
 * which each transaction of the replica locks.
 */
final class PostgresReplicaStore implements ReplicaStore {

	private static final String WHAT = "The replicas";

	/** How long a dead replica is shown. */
	private static final String SHOWN = "interval '1 day'";

	private final PostgresDatabase database;

	private final ReplicaIdentity self;

	PostgresReplicaStore(PostgresDatabase database, ReplicaIdentity self) {
		this.database = database;
		this.self = self;
	}

	/**
	 * Adds this replica. Whoever had its name before is dead: its place is taken.
	 */
	static void join(PostgresDatabase database, ReplicaIdentity self) {
		database.write(WHAT, (connection) -> {
			update(connection,
					"DELETE FROM membership WHERE incarnation IN (SELECT incarnation FROM replica WHERE id = ?)",
					self.id());
			update(connection, "UPDATE replica SET died_at = now() WHERE id = ? AND died_at IS NULL", self.id());
			update(connection, "INSERT INTO replica (incarnation, id, address) VALUES (?, ?, ?)", self.incarnation(),
					self.id(), self.address());
			return update(connection, "INSERT INTO membership VALUES (?)", self.incarnation());
		});
		database.sharedBy(self.incarnation());
	}

	private static int update(Connection connection, String sql, Object... values) throws SQLException {
		try (PreparedStatement update = connection.prepareStatement(sql)) {
			for (int i = 0; i < values.length; i++) {
				update.setObject(i + 1, values[i]);
			}
			return update.executeUpdate();
		}
	}

	@Override
	public List<Replica> beat(int connections, boolean draining) {
		return this.database.write(WHAT, (connection) -> {
			update(connection,
					"UPDATE replica SET heartbeat_at = now(), beat = beat + 1, connections = ?, draining = ? "
							+ "WHERE incarnation = ?",
					connections, draining, this.self.incarnation());
			return list(connection);
		});
	}

	private static List<Replica> list(Connection connection) throws SQLException {
		List<Replica> replicas = new ArrayList<>();
		try (PreparedStatement select = connection
			.prepareStatement("SELECT id, incarnation, address, started_at, heartbeat_at, beat, connections, draining, "
					+ "died_at IS NOT NULL, buried FROM replica ORDER BY id, started_at");
				ResultSet row = select.executeQuery()) {
			while (row.next()) {
				Replica.State state = row.getBoolean(9) ? Replica.State.DEAD
						: row.getBoolean(8) ? Replica.State.DRAINING : Replica.State.UP;
				replicas.add(new Replica(row.getString(1), row.getObject(2, UUID.class), row.getString(3), time(row, 4),
						time(row, 5), row.getLong(6), row.getInt(7), state, row.getBoolean(10)));
			}
		}
		return replicas;
	}

	private static Instant time(ResultSet row, int column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	@Override
	public boolean declareDead(Replica seen) {
		return this.database.write(WHAT,
				(connection) -> update(connection,
						"UPDATE replica SET died_at = now() WHERE incarnation = ? AND beat = ? AND died_at IS NULL",
						seen.incarnation(), seen.beat()) > 0 && expel(connection, seen.incarnation()));
	}

	private static boolean expel(Connection connection, UUID incarnation) throws SQLException {
		return update(connection, "DELETE FROM membership WHERE incarnation = ?", incarnation) > 0;
	}

	@Override
	public boolean undertake(UUID dead) {
		return this.database.write(WHAT, (connection) -> update(connection,
				"UPDATE replica SET undertaker = ? WHERE incarnation = ? AND died_at IS NOT NULL AND NOT buried "
						+ "AND (undertaker IS NULL OR undertaker = ? OR NOT EXISTS "
						+ "(SELECT 1 FROM membership m WHERE m.incarnation = undertaker))",
				this.self.incarnation(), dead, this.self.incarnation()) > 0);
	}

	/** One that stopped, or whose place is taken, is not shown any longer. */
	@Override
	public void bury(UUID dead) {
		this.database.write(WHAT, (connection) -> {
			update(connection, "DELETE FROM takeover WHERE replica = ?", dead);
			update(connection, "UPDATE replica SET buried = true WHERE incarnation = ?", dead);
			return update(connection, "DELETE FROM replica AS r WHERE r.buried AND (r.stopped OR r.died_at < now() - "
					+ SHOWN
					+ " OR EXISTS (SELECT 1 FROM replica n WHERE n.id = r.id AND n.started_at > r.started_at))");
		});
	}

	@Override
	public void leave() {
		try {
			this.database.write(WHAT, (connection) -> {
				update(connection, "UPDATE replica SET died_at = now(), stopped = true WHERE incarnation = ?",
						this.self.incarnation());
				return expel(connection, this.self.incarnation());
			});
		}
		catch (DeclaredDeadException ex) {
			// The others know already.
		}
	}

}
