package io.wirepost.forward.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What callers made of a webhook.
 *
 * @param paused whether it posts nothing
 * @param replay the last replay, which may be over; null for none
 */
public record WebhookState(boolean paused, @Nullable Replay replay) {

	/** As it is configured. */
	static final WebhookState INITIAL = new WebhookState(false, null);

	WebhookState paused(boolean paused) {
		return new WebhookState(paused, this.replay);
	}

	WebhookState with(@Nullable Replay replay) {
		return new WebhookState(this.paused, replay);
	}

}
