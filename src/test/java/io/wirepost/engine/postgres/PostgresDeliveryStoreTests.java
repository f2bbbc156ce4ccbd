package io.wirepost.engine.postgres;

import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.DeliveryStoreContract;
import io.wirepost.journal.GroupCommit;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresDeliveryStoreTests extends DeliveryStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected DeliveryStore open() {
		return this.postgres.open().deliveries();
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
