package io.wirepost.engine.postgres;

import java.sql.PreparedStatement;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.engine.Engine;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.SteadyTime;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.TestMessages;
import io.wirepost.journal.WholeJournal;

/** An engine on a database, with a journal of its own. */
public final class TestPostgres implements AutoCloseable {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final PostgresDatabase database;

	private final Partitions partitions;

	private final PartitionRetention retention;

	private final PostgresEngine engine;

	private final WholeJournal journal;

	TestPostgres(String url, JournalSettings settings, Clock clock) {
		this(config(url), settings, clock);
	}

	TestPostgres(HikariConfig config, JournalSettings settings, Clock clock) {
		JournalMeters meters = new JournalMeters(this.registry);
		this.database = PostgresDatabase.connect(config).migrate();
		this.engine = PostgresEngine.open(this.database, null, null, settings, clock, meters);
		this.partitions = new Partitions(this.database);
		this.retention = new PartitionRetention(this.partitions, settings.retention(), steady(clock), meters);
		this.journal = new WholeJournal(
				GroupCommit.start(this.engine.batches(), settings.inbox(), clock, new SplittableRandom(), meters),
				this.engine.messages());
	}

	/** On a database that others may have opened, too. */
	public static TestPostgres open(String url) {
		return new TestPostgres(url, TestMessages.settings(1000), Clock.systemUTC());
	}

	private static SteadyTime steady(Clock clock) {
		return (clock instanceof TestClock test) ? test.steady() : new SteadyTime(clock);
	}

	static HikariConfig config(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(8);
		config.setMinimumIdle(1);
		return config;
	}

	PostgresDatabase database() {
		return this.database;
	}

	PostgresEngine engine() {
		return this.engine;
	}

	/** Everything that it stores, for other packages. */
	public Engine stores() {
		return this.engine;
	}

	/** Registers a replica, as long as that is not declared dead. */
	public void member(UUID incarnation) {
		this.database.write("The membership", (connection) -> {
			try (PreparedStatement write = connection.prepareStatement("INSERT INTO membership VALUES (?)")) {
				write.setObject(1, incarnation);
				return write.executeUpdate();
			}
		});
	}

	/** Removes a replica that is taken for dead. */
	public void declareDead(UUID incarnation) {
		this.database.write("The membership", (connection) -> {
			try (PreparedStatement delete = connection
				.prepareStatement("DELETE FROM membership WHERE incarnation = ?")) {
				delete.setObject(1, incarnation);
				return delete.executeUpdate();
			}
		});
	}

	public WholeJournal journal() {
		return this.journal;
	}

	Partitions partitions() {
		return this.partitions;
	}

	PartitionRetention retention() {
		return this.retention;
	}

	MeterRegistry registry() {
		return this.registry;
	}

	@Override
	public void close() {
		this.journal.commit().close();
		this.engine.close();
	}

}
