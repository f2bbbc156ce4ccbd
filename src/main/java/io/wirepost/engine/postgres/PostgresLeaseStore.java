package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.cluster.lease.LeaseLostException;
import io.wirepost.cluster.lease.LeaseStore;
import org.jspecify.annotations.Nullable;

/** Leases in PostgreSQL. A replica lives while it has a row in {@code membership}. */
final class PostgresLeaseStore implements LeaseStore {

	private static final String WHAT = "The leases";

	private final PostgresDatabase database;

	PostgresLeaseStore(PostgresDatabase database) {
		this.database = database;
	}

	/**
	 * Has the transaction under way fail if another replica got a lease since, and keeps
	 * others from getting it until the transaction ends.
	 * @param lease null for a process on its own
	 * @throws LeaseLostException if another replica got it
	 */
	static void require(Connection connection, @Nullable Lease lease) throws SQLException {
		if (lease == null) {
			return;
		}
		try (PreparedStatement select = connection
			.prepareStatement("SELECT epoch FROM lease WHERE name = ? FOR SHARE")) {
			select.setString(1, lease.name());
			try (ResultSet row = select.executeQuery()) {
				if (!row.next() || row.getLong(1) != lease.epoch()) {
					throw new LeaseLostException(lease.name());
				}
			}
		}
	}

	@Override
	public List<Seen> list() {
		return this.database.read(WHAT, (connection) -> {
			List<Seen> all = new ArrayList<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT name, holder, epoch, renewals, EXISTS (SELECT 1 FROM membership "
						+ "WHERE incarnation = holder) FROM lease ORDER BY name");
					ResultSet row = select.executeQuery()) {
				while (row.next()) {
					all.add(new Seen(row.getString(1), row.getObject(2, UUID.class), row.getLong(3), row.getLong(4),
							row.getBoolean(5)));
				}
			}
			return all;
		});
	}

	@Override
	public int replicas() {
		return this.database.read(WHAT, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM membership");
					ResultSet row = select.executeQuery()) {
				row.next();
				return row.getInt(1);
			}
		});
	}

	@Override
	public OptionalLong acquire(String name, UUID replica, @Nullable Seen seen) {
		String sql = (seen == null)
				? "INSERT INTO lease (holder, name, epoch, renewals) VALUES (?, ?, 1, 0) "
						+ "ON CONFLICT (name) DO NOTHING RETURNING epoch"
				: "UPDATE lease SET holder = ?, epoch = epoch + 1, renewals = renewals + 1 "
						+ "WHERE name = ? AND epoch = ? AND renewals = ? RETURNING epoch";
		return this.database.write(WHAT, (connection) -> {
			try (PreparedStatement write = connection.prepareStatement(sql)) {
				write.setObject(1, replica);
				write.setString(2, name);
				if (seen != null) {
					write.setLong(3, seen.epoch());
					write.setLong(4, seen.renewals());
				}
				try (ResultSet row = write.executeQuery()) {
					return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
				}
			}
		});
	}

	@Override
	public Map<String, Long> renew(UUID replica, Collection<String> names) {
		return this.database.write(WHAT, (connection) -> {
			Map<String, Long> renewed = new HashMap<>();
			try (PreparedStatement write = connection
				.prepareStatement("UPDATE lease SET renewals = renewals + 1 WHERE holder = ? AND name = ANY(?) "
						+ "RETURNING name, epoch")) {
				write.setObject(1, replica);
				write.setArray(2, connection.createArrayOf("text", names.toArray()));
				try (ResultSet row = write.executeQuery()) {
					while (row.next()) {
						renewed.put(row.getString(1), row.getLong(2));
					}
				}
			}
			return renewed;
		});
	}

	@Override
	public void release(Lease lease, UUID replica) {
		this.database.write(WHAT, (connection) -> {
			try (PreparedStatement write = connection
				.prepareStatement("UPDATE lease SET holder = NULL, renewals = renewals + 1 "
						+ "WHERE name = ? AND holder = ? AND epoch = ?")) {
				write.setString(1, lease.name());
				write.setObject(2, replica);
				write.setLong(3, lease.epoch());
				return write.executeUpdate();
			}
		});
	}

}
