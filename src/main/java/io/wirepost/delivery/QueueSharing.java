package io.wirepost.delivery;

import java.util.function.Consumer;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Ownership;
import io.wirepost.connection.Connection;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What queues have to know of other replicas. On a process of its own everything that
 * waits stays in memory, and every connection may be written to. Safe for all threads;
 * does not block.
 */
@Component
class QueueSharing {

	/** Null for a process on its own. */
	private final @Nullable Ownership ownership;

	private volatile Consumer<DeviceId> onFreed = (device) -> {
	};

	@Autowired
	QueueSharing(Cluster cluster, Ownership ownership) {
		this(cluster.isEnabled() ? ownership : null);
	}

	/**
	 * @param ownership null for a process on its own
	 */
	QueueSharing(@Nullable Ownership ownership) {
		this.ownership = ownership;
	}

	/**
	 * Whether what waits for a device that is away goes back to the store, so that
	 * whichever replica gets the device sends it.
	 */
	boolean handsBack() {
		return this.ownership != null;
	}

	/** Whether messages may be written to a device on its connection at this moment. */
	boolean mayWrite(@Nullable DeviceId device, Connection connection) {
		return this.ownership == null || this.ownership.mayWrite(device, connection);
	}

	/** Something that waits for a device is in the store alone from now on. */
	void freed(DeviceId device) {
		this.onFreed.accept(device);
	}

	/** Registers who is told of that; must not block. */
	void onFreed(Consumer<DeviceId> listener) {
		this.onFreed = listener;
	}

}
