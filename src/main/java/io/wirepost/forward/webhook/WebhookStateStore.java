package io.wirepost.forward.webhook;

import java.util.Optional;

/** Stores the states of webhooks. Safe for all threads; touches the disk. */
public interface WebhookStateStore {

	/** The last saved state of a webhook. */
	Optional<WebhookState> find(String webhook);

	/**
	 * Saves a state, durable on return.
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be written now
	 */
	void save(String webhook, WebhookState state);

}
