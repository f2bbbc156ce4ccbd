package io.wirepost.cluster;

import java.util.UUID;

/**
 * One process among the replicas.
 *
 * @param id its name, which a process that takes its place has again
 * @param incarnation this process: another one of the same name has another
 * @param address where the other replicas reach it, as {@code host:port}
 */
public record ReplicaIdentity(String id, UUID incarnation, String address) {

	/** The host of the address. */
	public String host() {
		return this.address.substring(0, this.address.lastIndexOf(':'));
	}

	/** The port of the address. */
	public int port() {
		return Integer.parseInt(this.address.substring(this.address.lastIndexOf(':') + 1));
	}

}
