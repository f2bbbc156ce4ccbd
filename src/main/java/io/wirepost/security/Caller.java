package io.wirepost.security;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DevicePattern;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what they may do. Made once for each token of the configuration, and for
 * each request with a JWT. Safe for all threads.
 *
 * @param name the name of its token in the configuration, never the token itself; or what
 * its JWT says
 * @param kind what the credentials are
 * @param scopes what the caller may do; an admin has all scopes
 * @param devices the devices that the caller may reach
 * @param expiresAt when the credentials expire; null for never
 * @param limit how many requests the caller may make, shared by all who have these
 * credentials; null for any number
 */
public record Caller(String name, Kind kind, Set<Scope> scopes, DevicePattern devices, @Nullable Instant expiresAt,
		@Nullable RateLimit limit) {

	/** Any caller from this machine while no credentials are configured. */
	public static final Caller LOCAL = new Caller("local", Kind.LOCAL, Set.of(Scope.ADMIN), DevicePattern.ALL, null,
			null);

	/** How far the clocks of an issuer of JWTs and this machine may be apart. */
	static final Duration SKEW = Duration.ofSeconds(60);

	public Caller {
		scopes = scopes.contains(Scope.ADMIN) ? Set.copyOf(EnumSet.allOf(Scope.class)) : Set.copyOf(scopes);
	}

	/** Whether the caller has a scope. */
	public boolean has(Scope scope) {
		return this.scopes.contains(scope);
	}

	/**
	 * Whether the caller may reach a device.
	 * @param device null for what concerns all devices
	 */
	public boolean reaches(@Nullable DeviceId device) {
		return this.devices.matches(device);
	}

	/**
	 * Until when the credentials count: for a JWT, the clock of its issuer may be slow.
	 * Null for ever.
	 */
	public @Nullable Instant countsUntil() {
		return (this.expiresAt != null && this.kind == Kind.JWT) ? this.expiresAt.plus(SKEW) : this.expiresAt;
	}

	/** Whether the credentials have expired. */
	boolean isExpired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

	/** What a caller's credentials are. Names count within a kind. */
	public enum Kind {

		/** A token of the configuration. */
		TOKEN,
		/** A JWT of the issuer. */
		JWT,
		/** None, on this machine. */
		LOCAL;

		/** As the audit names it. */
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
