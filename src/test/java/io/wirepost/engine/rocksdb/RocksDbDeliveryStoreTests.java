package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.DeliveryStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDeliveryStoreTests extends DeliveryStoreContract {

	@TempDir
	private Path directory;

	private @Nullable RocksDbStore store;

	@Override
	protected DeliveryStore open() {
		this.store = RocksDbStore.open(this.directory, StoreSizes.of(0));
		return new RocksDbDeliveryStore(this.store);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
