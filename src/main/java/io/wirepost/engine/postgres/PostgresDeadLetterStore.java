package io.wirepost.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.engine.json.DeadLetterJson;
import io.wirepost.forward.webhook.DeadLetter;
import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/** Dead letters in PostgreSQL. */
final class PostgresDeadLetterStore implements DeadLetterStore {

	private static final String WHAT = "The dead letters";

	private final PostgresDatabase database;

	/** Under which lease some are added; null for none. */
	private final @Nullable Lease lease;

	PostgresDeadLetterStore(PostgresDatabase database) {
		this(database, null);
	}

	private PostgresDeadLetterStore(PostgresDatabase database, @Nullable Lease lease) {
		this.database = database;
		this.lease = lease;
	}

	@Override
	public DeadLetterStore under(Lease lease) {
		return lease.isShared() ? new PostgresDeadLetterStore(this.database, lease) : this;
	}

	@Override
	public int add(String webhook, List<DeadLetter> letters, int most) {
		return this.database.write(WHAT, (connection) -> {
			PostgresLeaseStore.require(connection, this.lease);
			add(connection, webhook, letters);
			try (PreparedStatement delete = connection
				.prepareStatement("DELETE FROM dead_letter WHERE webhook = ? AND message IN (SELECT message "
						+ "FROM dead_letter WHERE webhook = ? ORDER BY message DESC OFFSET ?)")) {
				delete.setString(1, webhook);
				delete.setString(2, webhook);
				delete.setInt(3, most);
				return delete.executeUpdate();
			}
		});
	}

	private static void add(Connection connection, String webhook, List<DeadLetter> letters) throws SQLException {
		try (PreparedStatement write = connection
			.prepareStatement("INSERT INTO dead_letter (webhook, message, device, record) "
					+ "VALUES (?, ?, ?, CAST(? AS json)) ON CONFLICT (webhook, message) "
					+ "DO UPDATE SET device = excluded.device, record = excluded.record")) {
			for (DeadLetter letter : letters) {
				write.setString(1, webhook);
				write.setObject(2, letter.message().value());
				write.setString(3, (letter.device() != null) ? letter.device().value() : null);
				write.setString(4, new String(DeadLetterJson.write(letter), StandardCharsets.UTF_8));
				write.addBatch();
			}
			write.executeBatch();
		}
	}

	@Override
	public List<DeadLetter> list(String webhook, @Nullable MessageId before, int limit) {
		return this.database.read(WHAT, (connection) -> {
			List<DeadLetter> letters = new ArrayList<>();
			try (PreparedStatement select = connection
				.prepareStatement("SELECT message, record FROM dead_letter WHERE webhook = ? %s "
					.formatted((before != null) ? "AND message < ?" : "") + "ORDER BY message DESC LIMIT ?")) {
				int index = 1;
				select.setString(index++, webhook);
				if (before != null) {
					select.setObject(index++, before.value());
				}
				select.setInt(index, limit);
				try (ResultSet row = select.executeQuery()) {
					while (row.next()) {
						letters.add(DeadLetterJson.read(new MessageId(row.getObject(1, UUID.class)),
								row.getString(2).getBytes(StandardCharsets.UTF_8), 0));
					}
				}
			}
			return letters;
		});
	}

	@Override
	public void clear(String webhook) {
		this.database.write(WHAT, (connection) -> {
			try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dead_letter WHERE webhook = ?")) {
				delete.setString(1, webhook);
				return delete.executeUpdate();
			}
		});
	}

}
