package io.wirepost.engine.postgres;

import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.ListenerStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresListenerStoreTests extends ListenerStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected ListenerStore open() {
		return this.postgres.open().listeners();
	}

	@Override
	protected void close() {
		this.postgres.close();
	}

}
