package io.wirepost.engine.postgres;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.DeviceStoreContract;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.GroupCommit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresDeviceStoreTests extends DeviceStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected DeviceStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().devices();
	}

	@Override
	protected GroupCommit commit() {
		return this.postgres.journal().commit();
	}

	@Override
	@AfterEach
	protected void close() {
		if (this.postgres != null) {
			this.postgres.close();
			this.postgres = null;
		}
	}

}
