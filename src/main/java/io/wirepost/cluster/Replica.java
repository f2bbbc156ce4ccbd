package io.wirepost.cluster;

import java.time.Instant;
import java.util.UUID;

/**
 * A replica as it was at its last heartbeat.
 *
 * @param id its name, which a process that takes its place has again
 * @param incarnation the process
 * @param address where the other replicas reach it, as {@code host:port}
 * @param startedAt when it started, by the database's clock
 * @param heartbeatAt when it last said that it lives, by the database's clock
 * @param beat the number of its heartbeats
 * @param connections how many connections of devices it has
 * @param buried whether what it left behind is dealt with
 */
public record Replica(String id, UUID incarnation, String address, Instant startedAt, Instant heartbeatAt, long beat,
		int connections, State state, boolean buried) {

	/** Whether a replica takes part. */
	public enum State {

		/** It takes devices and requests. */
		UP,
		/** It is about to stop, and closes the connections of its devices. */
		DRAINING,
		/** It stopped, or was not heard of for too long: its devices are away. */
		DEAD

	}

	boolean isDead() {
		return this.state == State.DEAD;
	}

}
