package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.forward.CursorStore;
import io.wirepost.forward.CursorStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbCursorStoreTests extends CursorStoreContract {

	@TempDir
	private Path directory;

	private @Nullable RocksDbStore store;

	@Override
	protected CursorStore open() {
		this.store = RocksDbStore.open(this.directory, StoreSizes.of(0));
		return new RocksDbCursorStore(this.store);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
