package io.wirepost.cluster;

import java.util.UUID;

import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process is one of several replicas, and which one. A process on its own
 * has no identity.
 *
 * @param identity this replica; null for a process on its own
 */
public record Cluster(@Nullable ReplicaIdentity identity, ClusterSettings settings) {

	/** A process on its own. */
	public static final Cluster NONE = new Cluster(null, ClusterSettings.NONE);

	static final String NAME = "wirepost.cluster";

	/** As configured, with a new incarnation. */
	static Cluster of(SettingsReader reader) {
		ClusterSettings settings = reader.read(NAME, ClusterSettings.class);
		String address = settings.address();
		if (!settings.enabled() || address == null) {
			return NONE;
		}
		String id = (settings.id() != null) ? settings.id() : address;
		return new Cluster(new ReplicaIdentity(id, UUID.randomUUID(), address), settings);
	}

	/** Whether there may be other replicas. */
	public boolean isEnabled() {
		return this.identity != null;
	}

	/**
	 * This replica.
	 * @throws IllegalStateException for a process on its own
	 */
	public ReplicaIdentity self() {
		if (this.identity == null) {
			throw new IllegalStateException("This process is on its own");
		}
		return this.identity;
	}

}
