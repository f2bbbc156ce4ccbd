package io.wirepost.engine.postgres;

import io.wirepost.forward.webhook.DeadLetterStore;
import io.wirepost.forward.webhook.DeadLetterStoreContract;
import io.wirepost.harness.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresDeadLetterStoreTests extends DeadLetterStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected DeadLetterStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().deadLetters();
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
