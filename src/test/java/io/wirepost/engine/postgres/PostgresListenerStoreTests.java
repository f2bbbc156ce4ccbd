package io.wirepost.engine.postgres;

import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.ListenerStoreContract;
import io.wirepost.harness.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresListenerStoreTests extends ListenerStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected ListenerStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().listeners();
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
