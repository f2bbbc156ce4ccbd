package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;

import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.MessageJournalContract;
import io.wirepost.journal.WholeJournal;
import org.junit.jupiter.api.io.TempDir;

class RocksDbJournalTests extends MessageJournalContract {

	private final Map<WholeJournal, TestJournal> opened = new IdentityHashMap<>();

	@TempDir
	private Path directory;

	@Override
	protected WholeJournal open(Clock clock, JournalSettings settings) throws Exception {
		TestJournal journal = TestJournal.open(this.directory, settings, clock);
		this.opened.put(journal.journal(), journal);
		return journal.journal();
	}

	@Override
	protected void close(WholeJournal journal) {
		this.opened.get(journal).close();
	}

}
