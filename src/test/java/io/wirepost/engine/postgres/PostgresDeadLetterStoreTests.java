package io.wirepost.engine.postgres;

import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.forward.webhook.DeadLetterStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresDeadLetterStoreTests extends DeadLetterStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected DeadLetterStore open() {
		return this.postgres.open().deadLetters();
	}

	@Override
	protected void close() {
		this.postgres.close();
	}

}
