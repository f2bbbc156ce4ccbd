package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.concurrent.atomic.AtomicLong;

import io.wirepost.journal.JournalUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows a table has, counted and then reckoned by what batches add and delete.
 * For the commit thread; only {@link #value()} and {@link #recount()} are safe for all
 * threads.
 */
final class TableCount {

	private static final Logger log = LoggerFactory.getLogger(TableCount.class);

	private final PostgresDatabase database;

	private final String table;

	private final AtomicLong committed = new AtomicLong();

	/** By the transaction under way. */
	private long added;

	/** Before the submission that may be rolled back. */
	private long addedBefore;

	private TableCount(PostgresDatabase database, String table) {
		this.database = database;
		this.table = table;
	}

	/** Counts the rows. */
	static TableCount of(PostgresDatabase database, String table) {
		TableCount count = new TableCount(database, table);
		count.count();
		return count;
	}

	private void count() {
		this.committed.set(this.database.read("The table " + this.table, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM " + this.table);
					ResultSet row = select.executeQuery()) {
				row.next();
				return row.getLong(1);
			}
		}));
	}

	/** Counts again, as others write too. */
	void recount() {
		try {
			count();
		}
		catch (JournalUnavailableException ex) {
			log.debug("The table {} is counted later", this.table, ex);
		}
	}

	long value() {
		return this.committed.get();
	}

	/** With what the transaction under way adds. */
	long after() {
		return this.committed.get() + this.added;
	}

	void add(long rows) {
		this.added += rows;
	}

	/**
	 * A transaction begins; the one before it came to nothing, unless it was committed.
	 */
	void beginTransaction() {
		this.added = 0;
	}

	/** Marks the beginning of a submission that may be rolled back. */
	void mark() {
		this.addedBefore = this.added;
	}

	/** What was written since the mark is not any more. */
	void rolledBack() {
		this.added = this.addedBefore;
	}

	/** The transaction is durable. */
	void committed() {
		this.committed.addAndGet(this.added);
		this.added = 0;
	}

}
