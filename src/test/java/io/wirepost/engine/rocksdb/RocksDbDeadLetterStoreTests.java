package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.forward.webhook.DeadLetterStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDeadLetterStoreTests extends DeadLetterStoreContract {

	@TempDir
	private Path directory;

	private @Nullable RocksDbStore store;

	@Override
	protected DeadLetterStore open() {
		this.store = RocksDbStore.open(this.directory, StoreSizes.of(0));
		return new RocksDbDeadLetterStore(this.store);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
