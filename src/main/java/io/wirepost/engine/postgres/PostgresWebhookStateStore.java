package io.wirepost.engine.postgres;

import java.util.Optional;

import io.wirepost.engine.json.WebhookStateSettings;
import io.wirepost.forward.webhook.WebhookState;
import io.wirepost.forward.webhook.WebhookStateStore;

/** The states of webhooks in PostgreSQL. */
final class PostgresWebhookStateStore implements WebhookStateStore {

	private final SettingRows states;

	PostgresWebhookStateStore(PostgresDatabase database) {
		this.states = new SettingRows(database, "webhook", "The webhook's state");
	}

	@Override
	public Optional<WebhookState> find(String webhook) {
		return Optional.ofNullable(this.states.list().get(webhook)).map(WebhookStateSettings::read);
	}

	@Override
	public void save(String webhook, WebhookState state) {
		this.states.save(webhook, WebhookStateSettings.of(state));
	}

}
