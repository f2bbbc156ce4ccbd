package io.wirepost.engine.rocksdb;

import java.util.Optional;

import io.wirepost.engine.json.WebhookStateSettings;
import io.wirepost.forward.webhook.WebhookState;
import io.wirepost.forward.webhook.WebhookStateStore;
import io.wirepost.settings.Settings;

/** The states of webhooks in RocksDB. */
final class RocksDbWebhookStateStore implements WebhookStateStore {

	private final NamedSettings states;

	RocksDbWebhookStateStore(RocksDbStore store) {
		this.states = new NamedSettings(store, Family.WEBHOOKS, "The webhook's state");
	}

	@Override
	public Optional<WebhookState> find(String webhook) {
		Settings kept = this.states.list().get(webhook);
		return Optional.ofNullable((kept != null) ? WebhookStateSettings.read(kept) : null);
	}

	@Override
	public void save(String webhook, WebhookState state) {
		this.states.save(webhook, WebhookStateSettings.of(state));
	}

}
