package io.wirepost.security;

import java.time.Instant;
import java.util.EnumSet;
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
 * @param scopes what the caller may do; an admin has all scopes
 * @param devices the devices that the caller may reach
 * @param expiresAt when the credentials expire; null for never
 * @param limit how many requests the caller may make, shared by all who have these
 * credentials; null for any number
 */
public record Caller(String name, Set<Scope> scopes, DevicePattern devices, @Nullable Instant expiresAt,
		@Nullable RateLimit limit) {

	/** Any caller from this machine while no credentials are configured. */
	public static final Caller LOCAL = new Caller("local", Set.of(Scope.ADMIN), DevicePattern.ALL, null, null);

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

	/** Whether the credentials have expired. */
	boolean isExpired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

}
