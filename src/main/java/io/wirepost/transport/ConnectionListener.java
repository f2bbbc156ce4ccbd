package io.wirepost.transport;

import io.wirepost.framing.rejection.Rejection;

/**
 * Notified of what happens on one connection besides frames. Called on the connection's
 * event loop; must not block.
 */
public interface ConnectionListener {

	/** Bytes were no frame. */
	void rejected(Rejection rejection);

	/** Whether a reply is awaited on this connection. */
	boolean isReplyAwaited();

	/** The connection has closed. */
	void closed();

}
