package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.DeviceStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDeviceStoreTests extends DeviceStoreContract {

	@TempDir
	private Path directory;

	private @Nullable RocksDbStore store;

	@Override
	protected DeviceStore open() {
		this.store = RocksDbStore.open(this.directory, StoreSizes.of(0));
		return new RocksDbDeviceStore(this.store);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
