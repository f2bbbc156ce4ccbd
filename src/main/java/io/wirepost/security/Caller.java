package io.wirepost.security;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DevicePattern;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what it may do. Immutable: made once for each token of the
 * configuration, and safe for all threads.
 *
 * @param name the name of its token in the configuration; never the token itself
 * @param scopes what it may do; an admin's set has all of them
 * @param devices the devices it may do that to
 * @param expiresAt from when on its credentials do not count; null for never
 */
public record Caller(String name, Set<Scope> scopes, DevicePattern devices, @Nullable Instant expiresAt) {

	/** Whoever calls from this machine while no credentials are configured. */
	public static final Caller LOCAL = new Caller("local", Set.of(Scope.ADMIN), DevicePattern.ALL, null);

	public Caller {
		scopes = scopes.contains(Scope.ADMIN) ? Set.copyOf(EnumSet.allOf(Scope.class)) : Set.copyOf(scopes);
	}

	/** Whether it has a scope. */
	public boolean has(Scope scope) {
		return this.scopes.contains(scope);
	}

	/**
	 * Whether it may reach a device.
	 * @param device null for what concerns all devices
	 */
	public boolean reaches(@Nullable DeviceId device) {
		return this.devices.matches(device);
	}

	/** Whether its credentials count no more. */
	boolean isExpired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

}
