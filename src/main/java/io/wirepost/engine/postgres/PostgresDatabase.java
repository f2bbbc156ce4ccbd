package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.wirepost.cluster.DeclaredDeadException;
import io.wirepost.journal.JournalUnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.core.env.Environment;

/** The connections to PostgreSQL. Safe for all threads; every method blocks. */
final class PostgresDatabase implements AutoCloseable {

	/** How often work is begun again that another process came in between of. */
	private static final int ATTEMPTS = 10;

	/** Work that another process came in between of: serialization failure, deadlock. */
	private static final Set<String> DISTURBED = Set.of("40001", "40P01");

	/** One holds the lock of the database, one writes batches. */
	private static final int JOURNAL_CONNECTIONS = 2;

	/**
	 * What the driver does by default otherwise. A server or a network that is silent
	 * must not stop the journal for longer than half a minute.
	 */
	private static final Map<String, String> DRIVER = Map.of("ApplicationName", "wirepost", "connectTimeout", "5",
			"socketTimeout", "30", "tcpKeepAlive", "true");

	/**
	 * A process that is stopped in the middle of a transaction holds up the followers of
	 * all others; after this long the server ends its transaction.
	 */
	private static final String SESSION = "SET idle_in_transaction_session_timeout = '5s'; "
			// The server gives up before the driver does, which would leave it at work.
			+ "SET statement_timeout = '20s'; SET lock_timeout = '10s'; "
			// The lock of a machine that lost its power is free after half a minute.
			+ "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4";

	private final HikariDataSource pool;

	/**
	 * Connections for batches and the lock, so that slow reads do not keep devices
	 * waiting.
	 */
	private final HikariDataSource journal;

	/** Whose the database is; null if several processes share it. */
	private volatile @Nullable UUID owner;

	/** This replica; null if the database is one process's own. */
	private volatile @Nullable UUID member;

	private PostgresDatabase(HikariDataSource pool, HikariDataSource journal) {
		this.pool = pool;
		this.journal = journal;
	}

	/**
	 * Connects to the database of {@code spring.datasource}.
	 * @throws DatabaseException if that is not possible
	 */
	static PostgresDatabase connect(Environment environment) {
		HikariConfig config = new HikariConfig();
		config.setPoolName("wirepost");
		config.setConnectionTimeout(5_000);
		Binder binder = Binder.get(environment);
		try {
			config.setJdbcUrl(text(binder, "url"));
			config.setUsername(text(binder, "username"));
			config.setPassword(text(binder, "password"));
			binder.bind("spring.datasource.hikari", Bindable.ofInstance(config),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT, (source) -> true));
		}
		catch (BindException ex) {
			throw new DatabaseException("spring.datasource.hikari cannot be used: " + reason(ex), ex);
		}
		return connect(config);
	}

	private static @Nullable String text(Binder binder, String name) {
		return binder.bind("spring.datasource." + name, String.class).orElse(null);
	}

	static PostgresDatabase connect(HikariConfig config) {
		DRIVER.forEach((name, value) -> config.getDataSourceProperties().putIfAbsent(name, value));
		String more = config.getConnectionInitSql();
		config.setConnectionInitSql((more != null) ? SESSION + "; " + more : SESSION);
		config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
		config.setAutoCommit(true);
		if (config.getMaximumPoolSize() == 1) {
			// Flyway needs two.
			config.setMaximumPoolSize(2);
		}
		HikariDataSource pool = null;
		try {
			pool = new HikariDataSource(config);
			requireUtf8(pool);
			return new PostgresDatabase(pool, new HikariDataSource(ofJournal(config)));
		}
		catch (SQLException | RuntimeException ex) {
			if (pool != null) {
				pool.close();
			}
			throw new DatabaseException("The database %s cannot be used: %s".formatted(shown(config), reason(ex)), ex);
		}
	}

	private static HikariConfig ofJournal(HikariConfig config) {
		HikariConfig journal = new HikariConfig();
		config.copyStateTo(journal);
		journal.setPoolName("wirepost-journal");
		journal.setMaximumPoolSize(JOURNAL_CONNECTIONS);
		journal.setMinimumIdle(1);
		return journal;
	}

	/** Without its parameters, of which one may be a password. */
	private static String shown(HikariConfig config) {
		return String.valueOf(config.getJdbcUrl()).replaceFirst("\\?.*", "");
	}

	/** The sentence of the first cause. */
	private static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return String.valueOf(cause.getMessage()).replaceFirst("\\.$", "");
	}

	/**
	 * Brings the tables to this version.
	 * @throws DatabaseException if that is not possible
	 */
	PostgresDatabase migrate() {
		try {
			Flyway.configure(PostgresDatabase.class.getClassLoader())
				.dataSource(this.pool)
				.locations("classpath:db/postgres")
				.table("wirepost_schema_history")
				// The schema may have other tables.
				.baselineOnMigrate(true)
				.baselineVersion("0")
				.load()
				.migrate();
			return this;
		}
		catch (FlywayException ex) {
			throw new DatabaseException("The tables cannot be created or brought to this version: " + reason(ex), ex);
		}
	}

	private static void requireUtf8(HikariDataSource pool) throws SQLException {
		try (Connection connection = pool.getConnection();
				PreparedStatement select = connection.prepareStatement("SHOW server_encoding");
				ResultSet row = select.executeQuery()) {
			row.next();
			if (!row.getString(1).equals("UTF8")) {
				throw new SQLException(
						"its encoding is %s, create it with ENCODING 'UTF8'".formatted(row.getString(1)));
			}
		}
	}

	/**
	 * Reads with several statements that see the same rows.
	 * @throws JournalUnavailableException if that is not possible now
	 */
	<T extends @Nullable Object> T readAtOnce(String what, Work<T> work) {
		return read(what, (connection) -> {
			connection.setAutoCommit(false);
			try (Statement begin = connection.createStatement()) {
				begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
				return work.on(connection);
			}
			finally {
				rollBack(connection);
			}
		});
	}

	/**
	 * Reads.
	 * @param what what is read, as in "The messages"
	 * @throws JournalUnavailableException if that is not possible now
	 */
	<T extends @Nullable Object> T read(String what, Work<T> work) {
		try (Connection connection = this.pool.getConnection()) {
			return work.on(connection);
		}
		catch (SQLException ex) {
			throw unavailable(what + " cannot be read", ex);
		}
	}

	/**
	 * Does all of some work, durable on return, or nothing. It is begun again when
	 * another process came in between.
	 * @param what what is written, as in "The cursor"
	 * @throws JournalUnavailableException if that is not possible now; it may have been
	 * done if the connection broke
	 */
	<T extends @Nullable Object> T write(String what, Work<T> work) {
		return write(this.pool, what, work);
	}

	/** As {@link #write}, on a connection of its own. */
	<T extends @Nullable Object> T writeBatch(String what, Work<T> work) {
		return write(this.journal, what, work);
	}

	private <T extends @Nullable Object> T write(HikariDataSource pool, String what, Work<T> work) {
		for (int attempt = 1;; attempt++) {
			try (Connection connection = pool.getConnection()) {
				return inTransaction(connection, work);
			}
			catch (SQLException ex) {
				if (!DISTURBED.contains(ex.getSQLState()) || attempt == ATTEMPTS) {
					throw unavailable(what + " cannot be written", ex);
				}
			}
		}
	}

	private <T extends @Nullable Object> T inTransaction(Connection connection, Work<T> work) throws SQLException {
		connection.setAutoCommit(false);
		boolean done = false;
		try {
			requireOwner(connection);
			T result = work.on(connection);
			connection.commit();
			done = true;
			return result;
		}
		finally {
			if (!done) {
				rollBack(connection);
			}
		}
	}

	/** Whoever takes the database over waits for the transactions that found it so. */
	private void requireOwner(Connection connection) throws SQLException {
		if (this.owner != null && !isThere(connection, "SELECT 1 FROM claim WHERE owner = ? FOR SHARE", this.owner)) {
			throw new JournalUnavailableException(
					"Another process has taken the database over, so nothing is written; restart this one");
		}
		if (this.member != null && !isThere(connection,
				// Whoever declares it dead deletes the row, and waits for this lock.
				"SELECT 1 FROM membership WHERE incarnation = ? FOR KEY SHARE", this.member)) {
			throw new DeclaredDeadException();
		}
	}

	private static boolean isThere(Connection connection, String sql, UUID id) throws SQLException {
		try (PreparedStatement select = connection.prepareStatement(sql)) {
			select.setObject(1, id);
			try (ResultSet row = select.executeQuery()) {
				return row.next();
			}
		}
	}

	/** From now on it is written only while it is this owner's. */
	void ownedBy(UUID owner) {
		this.owner = owner;
	}

	/** From now on it is written only while this replica has not been declared dead. */
	void sharedBy(UUID member) {
		this.member = member;
	}

	/** This replica; null if the database is one process's own. */
	@Nullable UUID member() {
		return this.member;
	}

	/** The connection that holds the lock, for whoever closes it. */
	Connection connection() throws SQLException {
		return this.journal.getConnection();
	}

	private static void rollBack(Connection connection) {
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			// The connection is broken: the server rolls back, and the pool drops it.
		}
	}

	private static JournalUnavailableException unavailable(String sentence, SQLException ex) {
		JournalUnavailableException unavailable = new JournalUnavailableException(sentence + ": " + ex.getMessage());
		unavailable.initCause(ex);
		return unavailable;
	}

	@Override
	public void close() {
		this.pool.close();
		this.journal.close();
	}

	/** Another process wrote the same row first: the work is begun again. */
	static SQLException disturbed(String what) {
		return new SQLException("Another process wrote %s at the same time".formatted(what), "40001");
	}

	/**
	 * What is done with a connection, which must not be used after it.
	 *
	 * @param <T> the result
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object> {

		T on(Connection connection) throws SQLException;

	}

}
