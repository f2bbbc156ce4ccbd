package io.wirepost.transport;

import java.time.Instant;
import java.util.List;

import io.wirepost.journal.Change;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/** Notified of the outcome of one outbound frame. Must not block. */
public interface WriteListener {

	/**
	 * The frame's last byte has left for the socket. Called on the connection's event
	 * loop, before any frame that the device sends after it.
	 */
	void written(Instant at);

	/** The trace of the request that it belongs to; null for none. */
	default @Nullable TraceParent trace() {
		return null;
	}

	/**
	 * The changes to store in the same batch as the message, which has its id. Called
	 * after {@link #written} and before {@link #kept}, on the commit thread.
	 */
	default List<? extends Change> alongside(DeviceMessage message) {
		return List.of();
	}

	/**
	 * The message is durable. Called after {@link #written}, on a thread of the journal.
	 */
	void kept(DeviceMessage message);

	/**
	 * The frame was not written, or not completely; nothing else is called then. Or,
	 * after {@link #written}, the process stops before the message is durable.
	 */
	void failed(WriteFailedException failure);

}
