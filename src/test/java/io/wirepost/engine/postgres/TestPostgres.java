package io.wirepost.engine.postgres;

import java.time.Clock;
import java.util.SplittableRandom;

import com.zaxxer.hikari.HikariConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.SteadyTime;
import io.wirepost.journal.TestClock;
import io.wirepost.journal.TestMessages;
import io.wirepost.journal.WholeJournal;

/** An engine on a database, with a journal of its own. */
final class TestPostgres implements AutoCloseable {

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

	static TestPostgres open(String url) {
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

	WholeJournal journal() {
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
