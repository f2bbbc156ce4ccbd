package io.wirepost.engine.postgres;

import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.forward.webhook.WebhookStateStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresWebhookStateStoreTests extends WebhookStateStoreContract {

	@RegisterExtension
	private final OpenedPostgres postgres = new OpenedPostgres();

	@Override
	protected WebhookStateStore open() {
		return this.postgres.open().webhookStates();
	}

	@Override
	protected void close() {
		this.postgres.close();
	}

}
