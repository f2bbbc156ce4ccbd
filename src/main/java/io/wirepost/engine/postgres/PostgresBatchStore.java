package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.wirepost.journal.Batch;
import io.wirepost.journal.BatchStore;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.Submission;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each batch in one transaction. The thread rules are those of {@link BatchStore}.
 */
final class PostgresBatchStore implements BatchStore {

	private static final Logger log = LoggerFactory.getLogger(PostgresBatchStore.class);

	private static final String WHAT = "Messages will be written again later, they";

	private static final int ERASED_AT_ONCE = 5_000;

	private final PostgresDatabase database;

	private final ChangeRows changes;

	private final Horizon horizon;

	private final MessageCopy copy = new MessageCopy();

	/** This process, as a writer. */
	private final UUID writer;

	private volatile boolean suspect;

	PostgresBatchStore(PostgresDatabase database, ChangeRows changes, Horizon horizon, UUID writer) {
		this.writer = writer;
		this.database = database;
		this.changes = changes;
		this.horizon = horizon;
	}

	@Override
	public boolean write(Batch batch) {
		try {
			boolean any = writeNow(batch);
			this.changes.committed();
			this.suspect = false;
			return any;
		}
		catch (JournalUnavailableException ex) {
			this.suspect = true;
			throw ex;
		}
		catch (RuntimeException ex) {
			// It would end the commit thread, and with it all that waits.
			this.suspect = true;
			log.error("A batch cannot be written", ex);
			throw new JournalUnavailableException("Messages cannot be written because of a bug; see the log");
		}
	}

	private boolean writeNow(Batch batch) {
		try {
			return this.database.writeBatch(WHAT, (connection) -> write(connection, batch, this.changes::write));
		}
		catch (JournalUnavailableException ex) {
			if (ex.getCause() instanceof SQLException cause && ChangeRows.isFaultOfData(cause)) {
				log.debug("The changes of a batch are written one by one", ex);
				return this.database.writeBatch(WHAT,
						(connection) -> write(connection, batch, this.changes::writeEach));
			}
			throw ex;
		}
	}

	private boolean write(Connection connection, Batch batch, Writing writing) throws SQLException {
		Mark mark = mark(connection, batch);
		if (mark == null) {
			// An attempt whose answer was lost; the submissions have their answers of it.
			return true;
		}
		this.changes.beginTransaction();
		if (!batch.messages().isEmpty()) {
			this.copy.write(connection, mark.part(), mark.xid(), batch.messages());
		}
		boolean any = !batch.submissions().isEmpty() && writing.write(connection, batch.submissions());
		return any || !batch.messages().isEmpty() || batch.submissions().isEmpty();
	}

	/**
	 * Notes which batch it is; null if it was noted before, so that it is committed.
	 * Waits for an attempt whose connection broke, and that the server may still be
	 * committing.
	 */
	private @Nullable Mark mark(Connection connection, Batch batch) throws SQLException {
		try (PreparedStatement mark = connection
			.prepareStatement("INSERT INTO writer (id, batch) VALUES (?, ?) ON CONFLICT (id) "
					+ "DO UPDATE SET batch = excluded.batch, seen_at = now() WHERE writer.batch <> excluded.batch "
					+ "RETURNING (SELECT max(part) FROM partition WHERE NOT dropping), " + Transactions.THIS)) {
			mark.setObject(1, this.writer);
			mark.setLong(2, batch.number());
			try (ResultSet row = mark.executeQuery()) {
				return row.next() ? new Mark(row.getInt(1), row.getLong(2)) : null;
			}
		}
	}

	@Override
	public boolean isIdleWriteDue() {
		return this.suspect;
	}

	@Override
	public void onReadable(Runnable listener) {
		this.horizon.onPassed(listener);
	}

	@Override
	public @Nullable MessageId last() {
		return this.database.read("The messages", (connection) -> {
			try (PreparedStatement select = connection.prepareStatement(
					"SELECT greatest((SELECT id FROM message ORDER BY id DESC LIMIT 1), last_id) " + "FROM journal");
					ResultSet row = select.executeQuery()) {
				UUID last = row.next() ? row.getObject(1, UUID.class) : null;
				return (last != null) ? new MessageId(last) : null;
			}
		});
	}

	@Override
	public long erase(DeviceId device) {
		String what = "The messages of %s".formatted(device);
		long before = this.database.read(what, (connection) -> Transactions.read(connection, Transactions.NEXT));
		long erased = 0;
		int more;
		do {
			more = this.database.write(what, (connection) -> erase(connection, device, before));
			erased += more;
		}
		while (more == ERASED_AT_ONCE);
		this.database.write(what, (connection) -> {
			// The reasons of dead letters may quote messages.
			try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dead_letter WHERE device = ?")) {
				delete.setString(1, device.value());
				return delete.executeUpdate();
			}
		});
		return erased;
	}

	private static int erase(Connection connection, DeviceId device, long before) throws SQLException {
		keepLastId(connection);
		try (PreparedStatement delete = connection
			.prepareStatement("WITH gone AS (DELETE FROM message AS m USING (SELECT id, part FROM message "
					+ "WHERE device = ? AND xid < ? LIMIT ?) AS old WHERE m.id = old.id AND m.part = old.part "
					+ "RETURNING m.id, m.xid, m.place, m.part) "
					+ "INSERT INTO erased (id, xid, place, part) SELECT id, xid, place, part FROM gone")) {
			delete.setString(1, device.value());
			delete.setLong(2, before);
			delete.setInt(3, ERASED_AT_ONCE);
			return delete.executeUpdate();
		}
	}

	/** Ids must go on growing when the newest message is gone. */
	static void keepLastId(Connection connection) throws SQLException {
		try (PreparedStatement update = connection.prepareStatement(
				"UPDATE journal SET last_id = greatest(last_id, (SELECT id FROM message ORDER BY id DESC LIMIT 1))")) {
			update.executeUpdate();
		}
	}

	/** How the changes of a batch are written. */
	@FunctionalInterface
	private interface Writing {

		boolean write(Connection connection, List<Submission> submissions) throws SQLException;

	}

	/**
	 * What a transaction is told when it begins.
	 *
	 * @param part the partition for its messages
	 * @param xid its number
	 */
	private record Mark(int part, long xid) {
	}

}
