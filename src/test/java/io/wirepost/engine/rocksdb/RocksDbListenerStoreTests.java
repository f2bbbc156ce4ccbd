package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.ListenerStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbListenerStoreTests extends ListenerStoreContract {

	@TempDir
	private Path directory;

	private @Nullable RocksDbStore store;

	@Override
	protected ListenerStore open() {
		this.store = RocksDbStore.open(this.directory, StoreSizes.of(0));
		return new RocksDbListenerStore(this.store);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
