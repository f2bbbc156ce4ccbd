package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;

/**
 * How many rows a table has, counted once and then reckoned by what batches add and
 * delete. For the commit thread; only {@link #value()} is safe for all threads.
 */
final class TableCount {

	private volatile long committed;

	/** By the transaction under way. */
	private long added;

	/** Before the submission that may be rolled back. */
	private long addedBefore;

	/** Counts the rows. */
	static TableCount of(PostgresDatabase database, String table) {
		TableCount count = new TableCount();
		count.committed = database.read("The table " + table, (connection) -> {
			try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM " + table);
					ResultSet row = select.executeQuery()) {
				row.next();
				return row.getLong(1);
			}
		});
		return count;
	}

	long value() {
		return this.committed;
	}

	/** With what the transaction under way adds. */
	long after() {
		return this.committed + this.added;
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
		this.committed += this.added;
		this.added = 0;
	}

}
