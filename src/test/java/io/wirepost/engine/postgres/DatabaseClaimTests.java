package io.wirepost.engine.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Postgres;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A database is one process's, as a data directory is. */
class DatabaseClaimTests {

	private final String url = Postgres.newUrl();

	private PostgresDatabase connect() {
		return PostgresDatabase.connect(TestPostgres.config(this.url));
	}

	@Test
	void aSecondProcessIsToldWhoUsesIt() {
		try (PostgresDatabase first = connect(); DatabaseClaim claim = DatabaseClaim.take(first)) {
			claim.keep();
			assertThatThrownBy(() -> DatabaseClaim.take(connect())).isInstanceOf(DatabaseException.class)
				.hasMessageContaining("in use by another Wirepost, connected from 127.0.0.1 since 20");
			save(first, "still writes");
		}
		try (PostgresDatabase next = connect(); DatabaseClaim claim = DatabaseClaim.take(next)) {
			claim.keep();
			save(next, "writes too");
		}
	}

	@Test
	void oneThatWaitsForTheFirstToEndHasItThen() {
		PostgresDatabase first = connect();
		DatabaseClaim claim = DatabaseClaim.take(first);
		CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
			try (PostgresDatabase next = connect(); DatabaseClaim taken = DatabaseClaim.take(next)) {
				taken.keep();
			}
		});
		claim.close();
		first.close();
		second.join();
	}

	@Test
	void aSchemaOfItsOwnIsAnother() throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE SCHEMA other");
		}
		try (PostgresDatabase first = connect();
				DatabaseClaim claim = DatabaseClaim.take(first);
				PostgresDatabase second = PostgresDatabase
					.connect(TestPostgres.config(this.url + "&currentSchema=other"));
				DatabaseClaim another = DatabaseClaim.take(second)) {
			claim.keep();
			another.keep();
			save(first, "in one");
			save(second, "in the other");
		}
	}

	@Test
	void oneThatLostItsLockIsKeptFromWritingOnceAnotherHasTakenIt() throws SQLException {
		try (PostgresDatabase paused = connect(); DatabaseClaim claim = DatabaseClaim.take(paused)) {
			endSessions();
			try (PostgresDatabase next = connect(); DatabaseClaim taken = DatabaseClaim.take(next)) {
				save(next, "the new one");
				assertThatThrownBy(() -> retried(paused)).isInstanceOf(JournalUnavailableException.class)
					.hasMessageContaining("Another process has taken the database over");
				claim.keep();
				taken.keep();
				save(next, "goes on");
			}
		}
	}

	@Test
	void oneThatLostItsConnectionsTakesTheLockAgain() throws SQLException {
		try (PostgresDatabase database = connect(); DatabaseClaim claim = DatabaseClaim.take(database)) {
			endSessions();
			// The first connections of the pool are broken too.
			await().until(() -> {
				claim.keep();
				return isLocked();
			});
			retried(database);
		}
	}

	/** The first connections of the pool are broken. */
	private static void retried(PostgresDatabase database) {
		for (int i = 0; i < 10; i++) {
			try {
				save(database, "again");
				return;
			}
			catch (JournalUnavailableException ex) {
				if (ex.getCause() == null) {
					throw ex;
				}
			}
		}
		assertThatCode(() -> save(database, "at last")).doesNotThrowAnyException();
	}

	private static void save(PostgresDatabase database, String name) {
		new PostgresCursorStore(database).save(name, Position.BEGINNING);
		assertThat(new PostgresCursorStore(database).find(name)).isPresent();
	}

	private boolean isLocked() throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
						+ "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")) {
			return row.next() && row.getInt(1) == 1;
		}
	}

	private void endSessions() throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement()) {
			statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
					+ "WHERE datname = current_database() AND pid <> pg_backend_pid()");
		}
	}

}
