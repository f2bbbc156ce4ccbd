package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import io.wirepost.connection.presence.PresenceStore;
import io.wirepost.connection.presence.PresenceStoreContract;
import io.wirepost.journal.Change;
import io.wirepost.journal.TestMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbPresenceStoreTests extends PresenceStoreContract {

	@TempDir
	private Path directory;

	private TestJournal journal;

	@Override
	protected PresenceStore open() throws Exception {
		this.journal = TestJournal.open(this.directory, TestMessages.settings(1000), Clock.systemUTC());
		return new RocksDbPresenceStore(this.journal.store());
	}

	@Override
	protected void write(List<? extends Change> changes) {
		this.journal.journal().commit().writeNow(changes);
	}

	@Override
	@AfterEach
	protected void close() {
		this.journal.close();
	}

}
