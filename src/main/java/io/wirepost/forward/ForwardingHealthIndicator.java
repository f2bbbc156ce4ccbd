package io.wirepost.forward;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Tells how far those behind are who follow the journal. Always up: that a receiver is
 * away does not make this process any less fit to take messages.
 */
@Component
class ForwardingHealthIndicator implements HealthIndicator {

	private final Webhooks webhooks;

	ForwardingHealthIndicator(Webhooks webhooks) {
		this.webhooks = webhooks;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		this.webhooks.list()
			.forEach((webhook) -> health.withDetail("webhook:" + webhook.name(), "lag " + webhook.lag()));
		return health.build();
	}

}
