package io.wirepost.engine.postgres;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.DeviceStoreContract;
import io.wirepost.journal.GroupCommit;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresDeviceStoreTests extends DeviceStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected DeviceStore open() {
		return this.postgres.open().devices();
	}

	@Override
	protected GroupCommit commit() {
		return this.postgres.now().journal().commit();
	}

	@Override
	protected void close() {
		this.postgres.close();
	}

}
