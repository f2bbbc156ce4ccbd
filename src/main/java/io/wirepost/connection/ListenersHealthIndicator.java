package io.wirepost.connection;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while every listener is bound. */
@Component
class ListenersHealthIndicator implements HealthIndicator {

	private final Listeners listeners;

	ListenersHealthIndicator(Listeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public Health health() {
		Health.Builder health = this.listeners.isListening() ? Health.up() : Health.down();
		this.listeners.list().forEach((listener) -> health.withDetail(listener.name(), listener.state()));
		return health.build();
	}

}
