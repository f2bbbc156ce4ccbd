package io.wirepost.engine.postgres;

import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.forward.webhook.WebhookStateStoreContract;
import io.wirepost.harness.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresWebhookStateStoreTests extends WebhookStateStoreContract {

	private final String url = Postgres.newUrl();

	private @Nullable TestPostgres postgres;

	@Override
	protected WebhookStateStore open() {
		this.postgres = TestPostgres.open(this.url);
		return this.postgres.engine().webhookStates();
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
