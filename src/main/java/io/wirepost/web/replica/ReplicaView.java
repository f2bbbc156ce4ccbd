package io.wirepost.web.replica;

import java.time.Instant;

import io.wirepost.cluster.Replica;

/**
 * A replica in JSON.
 *
 * @param id its name, which a process that takes its place has again
 * @param address where the other replicas reach it
 * @param heartbeatAt when it last said that it lives
 * @param connections how many connections of devices it has
 */
public record ReplicaView(String id, String address, Instant startedAt, Instant heartbeatAt, int connections,
		Replica.State state) {

	static ReplicaView of(Replica replica) {
		return new ReplicaView(replica.id(), replica.address(), replica.startedAt(), replica.heartbeatAt(),
				replica.connections(), replica.state());
	}

}
