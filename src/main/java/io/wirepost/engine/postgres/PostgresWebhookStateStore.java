package io.wirepost.engine.postgres;

import java.util.Optional;

import io.wirepost.cluster.lease.Lease;
import io.wirepost.engine.json.WebhookStateSettings;
import io.wirepost.forward.webhook.WebhookState;
import io.wirepost.forward.webhook.WebhookStateStore;
import org.jspecify.annotations.Nullable;

/** The states of webhooks in PostgreSQL. */
final class PostgresWebhookStateStore implements WebhookStateStore {

	private final PostgresDatabase database;

	private final SettingRows states;

	PostgresWebhookStateStore(PostgresDatabase database) {
		this(database, null);
	}

	private PostgresWebhookStateStore(PostgresDatabase database, @Nullable Lease lease) {
		this.database = database;
		this.states = new SettingRows(database, "webhook", "The webhook's state", lease);
	}

	@Override
	public WebhookStateStore under(Lease lease) {
		return lease.isShared() ? new PostgresWebhookStateStore(this.database, lease) : this;
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
