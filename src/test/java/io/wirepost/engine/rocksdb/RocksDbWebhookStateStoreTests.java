package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.forward.webhook.WebhookStateStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RocksDbWebhookStateStoreTests extends WebhookStateStoreContract {

	@TempDir
	private Path directory;

	private @Nullable RocksDbStore store;

	@Override
	protected WebhookStateStore open() {
		this.store = RocksDbStore.open(this.directory, StoreSizes.of(0));
		return new RocksDbWebhookStateStore(this.store);
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

}
