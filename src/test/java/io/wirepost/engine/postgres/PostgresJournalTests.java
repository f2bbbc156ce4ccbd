package io.wirepost.engine.postgres;

import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;

import io.wirepost.harness.Postgres;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageJournalContract;
import io.wirepost.journal.WholeJournal;

class PostgresJournalTests extends MessageJournalContract {

	private final Map<WholeJournal, TestPostgres> opened = new IdentityHashMap<>();

	private final String url = Postgres.newUrl();

	@Override
	protected WholeJournal open(Clock clock, JournalSettings settings) {
		TestPostgres postgres = new TestPostgres(this.url, settings, clock);
		this.opened.put(postgres.journal(), postgres);
		return postgres.journal();
	}

	@Override
	protected void close(WholeJournal journal) {
		this.opened.get(journal).close();
	}

}
