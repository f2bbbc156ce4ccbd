package io.wirepost.engine.postgres;

import io.wirepost.delivery.DeliveryStore;
import io.wirepost.delivery.DeliveryStoreContract;
import io.wirepost.harness.Postgres;
import io.wirepost.journal.GroupCommit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresDeliveryStoreTests extends DeliveryStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected DeliveryStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().deliveries();
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
