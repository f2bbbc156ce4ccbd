package io.wirepost.forward.webhook;

import java.util.Optional;

import io.wirepost.cluster.lease.Lease;

/** Stores the states of webhooks. Safe for all threads; touches the disk. */
public interface WebhookStateStore {

	/** The last saved state of a webhook. */
	Optional<WebhookState> find(String webhook);

	/**
	 * Saves a state, durable on return.
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be written now
	 */
	void save(String webhook, WebhookState state);

	/**
	 * The same store for whoever has a lease: a write fails with
	 * {@link io.wirepost.cluster.lease.LeaseLostException} once another replica got it.
	 */
	default WebhookStateStore under(Lease lease) {
		return this;
	}

}
