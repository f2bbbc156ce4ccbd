package io.wirepost.transport;

import io.wirepost.framing.Rejection;

/**
 * Told what happens on one connection beside its frames. Called on the connection's event
 * loop; must not block.
 */
public interface ConnectionListener {

	/** Bytes were no frame. */
	void rejected(Rejection rejection);

	/** Whether somebody waits for an answer on this connection. */
	boolean isReplyAwaited();

	/** The connection has closed. */
	void closed();

}
