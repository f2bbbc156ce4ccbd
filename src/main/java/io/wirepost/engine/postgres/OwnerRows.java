package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.OwnerStore.Change.Claim;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * The rows of owners that a batch changes. Claims of the same device by several replicas
 * wait for each other at its row, so each is told of the one before. For the commit
 * thread.
 */
final class OwnerRows {

	private static final OwnerStore.Claimed REFUSED = new OwnerStore.Claimed(0, null, null);

	/** A connection that yields does so to a replica that lives. */
	private static final String CLAIM = """
			WITH claimed AS (
				INSERT INTO owner AS o (device, connection, replica, epoch)
					SELECT n.device, n.connection, ?, nextval('ownership_epoch')
						FROM unnest(?::text[], ?::uuid[]) AS n (device, connection) ORDER BY n.device
					ON CONFLICT (device) DO UPDATE SET connection = excluded.connection,
						replica = excluded.replica, epoch = excluded.epoch,
						before_connection = o.connection, before_replica = o.replica
					WHERE NOT (o.device = ANY (?) AND o.replica <> excluded.replica
						AND EXISTS (SELECT 1 FROM membership m WHERE m.incarnation = o.replica))
					RETURNING device, replica, epoch, before_replica, before_connection
			), taken AS (
				INSERT INTO takeover (replica, device, connection)
					SELECT before_replica, device, before_connection FROM claimed
						WHERE before_replica <> replica ON CONFLICT DO NOTHING
			)
			SELECT device, epoch, nullif(before_replica, replica), before_connection FROM claimed""";

	private static final String RELEASE = "DELETE FROM owner AS o USING unnest(?::text[], ?::uuid[]) AS n (device, connection) "
			+ "WHERE o.device = n.device AND o.connection = n.connection AND o.replica = ?";

	/** This replica; null if the database is one process's own. */
	private final @Nullable UUID replica;

	private final Map<OwnerStore.Change, Object> answers = new IdentityHashMap<>();

	OwnerRows(@Nullable UUID replica) {
		this.replica = replica;
	}

	/**
	 * Makes changes, in their order, and keeps the answers.
	 * @return whether there were any
	 */
	boolean write(Connection connection, List<OwnerStore.Change> changes) throws SQLException {
		this.answers.clear();
		List<OwnerStore.Change> same = new ArrayList<>();
		Set<DeviceId> devices = new HashSet<>();
		for (OwnerStore.Change change : changes) {
			boolean other = !same.isEmpty() && (change instanceof Claim) != (same.get(0) instanceof Claim);
			// One statement cannot change a row twice.
			if (other || devices.contains(change.device())) {
				writeSame(connection, same);
				same.clear();
				devices.clear();
			}
			same.add(change);
			devices.add(change.device());
		}
		writeSame(connection, same);
		return !changes.isEmpty();
	}

	private void writeSame(Connection connection, List<OwnerStore.Change> changes) throws SQLException {
		if (changes.isEmpty()) {
			return;
		}
		if (changes.get(0) instanceof Claim) {
			claim(connection, changes.stream().map(Claim.class::cast).toList());
		}
		else {
			release(connection, changes);
		}
	}

	private void claim(Connection connection, List<Claim> claims) throws SQLException {
		Map<String, OwnerStore.Claimed> claimed = new HashMap<>();
		try (PreparedStatement write = connection.prepareStatement(CLAIM)) {
			write.setObject(1, this.replica);
			write.setArray(2, Rows.array(connection, "text", claims, (one) -> one.device().value()));
			write.setArray(3, Rows.array(connection, "uuid", claims, Claim::connection));
			write.setArray(4, Rows.array(connection, "text", claims.stream().filter(Claim::yields).toList(),
					(one) -> one.device().value()));
			try (ResultSet row = write.executeQuery()) {
				while (row.next()) {
					UUID before = row.getObject(3, UUID.class);
					claimed.put(row.getString(1), new OwnerStore.Claimed(row.getLong(2), before,
							(before != null) ? row.getObject(4, UUID.class) : null));
				}
			}
		}
		claims.forEach((one) -> this.answers.put(one, claimed.getOrDefault(one.device().value(), REFUSED)));
	}

	private void release(Connection connection, List<OwnerStore.Change> changes) throws SQLException {
		try (PreparedStatement delete = connection.prepareStatement(RELEASE)) {
			delete.setArray(1, Rows.array(connection, "text", changes, (one) -> one.device().value()));
			delete.setArray(2, Rows.array(connection, "uuid", changes, OwnerStore.Change::connection));
			delete.setObject(3, this.replica);
			delete.executeUpdate();
		}
		changes.forEach((one) -> this.answers.put(one, one));
	}

	/** The answer to a change that was made. */
	Object answer(OwnerStore.Change change) {
		Object answer = this.answers.get(change);
		if (answer == null) {
			throw new IllegalStateException("The change was not made: " + change);
		}
		return answer;
	}

}
