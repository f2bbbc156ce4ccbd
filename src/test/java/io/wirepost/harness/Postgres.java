package io.wirepost.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One PostgreSQL server for all tests of this Java, with a database for each test. */
public final class Postgres {

	private static final AtomicInteger DATABASES = new AtomicInteger();

	private static final Map<Path, String> OF_DIRECTORIES = new ConcurrentHashMap<>();

	private Postgres() {
	}

	/** A new, empty database. */
	public static String newUrl() {
		String name = "test_" + DATABASES.incrementAndGet();
		try (Connection connection = server().getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return server().getJdbcUrl("postgres", name);
	}

	/** The database that stands for a directory. */
	static String urlOf(Path directory) {
		return OF_DIRECTORIES.computeIfAbsent(directory.toAbsolutePath(), (absent) -> newUrl());
	}

	/** The server, started with the first request. */
	public static EmbeddedPostgres server() {
		return Holder.SERVER;
	}

	private static final class Holder {

		private static final EmbeddedPostgres SERVER = start();

		private static EmbeddedPostgres start() {
			try {
				EmbeddedPostgres server = EmbeddedPostgres.builder().start();
				Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
				return server;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static void close(EmbeddedPostgres server) {
			try {
				server.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
