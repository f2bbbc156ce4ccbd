package io.wirepost.transport;

import java.time.Instant;

import io.wirepost.message.DeviceMessage;

/** Told what becomes of one frame on its way out. Must not block. */
public interface WriteListener {

	/**
	 * The frame's last byte has left for the socket. Called on the connection's event
	 * loop, before any frame that the device sends after it.
	 */
	void written(Instant at);

	/**
	 * The journal keeps what was written. Called after {@link #written}, on a thread of
	 * the journal.
	 */
	void kept(DeviceMessage message);

	/**
	 * The frame did not leave, or not whole; nothing else is called then. Or, after
	 * {@link #written}, the process stops before the journal could keep it.
	 */
	void failed(WriteFailedException failure);

}
