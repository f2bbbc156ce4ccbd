package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.UUID;

import io.wirepost.journal.JournalUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what other processes commit, so that followers here are woken. For one thread.
 */
final class OtherWriters {

	private static final Logger log = LoggerFactory.getLogger(OtherWriters.class);

	private static final String WHAT = "The writers";

	private final PostgresDatabase database;

	/** This process, as a writer. */
	private final UUID self;

	private final Horizon horizon;

	private long batches;

	OtherWriters(PostgresDatabase database, UUID self, Horizon horizon) {
		this.database = database;
		this.self = self;
		this.horizon = horizon;
	}

	/** Wakes followers, if there are any and others have written since the last look. */
	void look() {
		try {
			if (this.horizon.isFollowed()) {
				long now = this.database.read(WHAT, (connection) -> {
					try (PreparedStatement select = connection
						.prepareStatement("SELECT coalesce(sum(batch), 0)::bigint FROM writer WHERE id <> ?")) {
						select.setObject(1, this.self);
						try (ResultSet row = select.executeQuery()) {
							row.next();
							return row.getLong(1);
						}
					}
				});
				if (now != this.batches) {
					this.batches = now;
					this.horizon.passed();
				}
			}
		}
		catch (RuntimeException ex) {
			// An exception would end the schedule.
			log.debug("What other processes wrote cannot be seen now", ex);
		}
	}

	/** Removes the rows of processes that have ended: each has a new one. */
	void removeGone() {
		try {
			this.database.write(WHAT, (connection) -> {
				try (PreparedStatement delete = connection
					.prepareStatement("DELETE FROM writer WHERE seen_at < now() - interval '1 day' AND id <> ? "
							+ "AND id NOT IN (SELECT incarnation FROM membership)")) {
					delete.setObject(1, this.self);
					return delete.executeUpdate();
				}
			});
		}
		catch (JournalUnavailableException ex) {
			log.debug("The rows of processes that have ended stay for now", ex);
		}
	}

}
