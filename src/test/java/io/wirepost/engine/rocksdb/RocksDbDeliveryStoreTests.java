package io.wirepost.engine.rocksdb;

import java.nio.file.Path;
import java.time.Clock;

import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.DeliveryStoreContract;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.TestMessages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDeliveryStoreTests extends DeliveryStoreContract {

	@TempDir
	private Path directory;

	private @Nullable TestJournal journal;

	@Override
	protected DeliveryStore open() throws Exception {
		this.journal = TestJournal.open(this.directory, TestMessages.settings(1000), Clock.systemUTC());
		return this.journal.deliveries();
	}

	@Override
	protected GroupCommit commit() {
		return this.journal.journal().commit();
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.journal != null) {
			this.journal.close();
			this.journal = null;
		}
	}

}
