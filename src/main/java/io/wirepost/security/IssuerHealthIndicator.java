package io.wirepost.security;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Shows whether the keys of the issuer of JWTs can be read. Never down: tokens work
 * without it.
 */
@Component
class IssuerHealthIndicator implements HealthIndicator {

	private final Jwts jwts;

	IssuerHealthIndicator(Jwts jwts) {
		this.jwts = jwts;
	}

	@Override
	public Health health() {
		if (!this.jwts.isConfigured()) {
			return Health.up().build();
		}
		String problem = this.jwts.state().problem();
		JwtSettings settings = this.jwts.settings();
		Health.Builder health = (problem != null) ? Health.unknown().withDetail("problem", problem) : Health.up();
		return health
			.withDetail("issuer",
					(settings.issuer() != null) ? settings.issuer() : String.valueOf(settings.jwkSetUri()))
			.build();
	}

}
