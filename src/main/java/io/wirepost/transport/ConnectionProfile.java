package io.wirepost.transport;

import io.wirepost.framing.Framing;
import org.jspecify.annotations.Nullable;

/**
 * How bytes travel on the connections of a listener or an endpoint. Checked when it is
 * built, so that a connection can rely on it.
 *
 * @param acknowledgement the frame on the wire that tells a device its message is
 * durable; null for none
 * @param closeAfter whether the connection closes once a message of it is durable
 */
public record ConnectionProfile(Framing framing, byte @Nullable [] acknowledgement, boolean closeAfter,
		Timeouts timeouts, Limits limits) {

	long outboundBuffer() {
		return this.limits.outboundBuffer().toBytes();
	}

	/** Whether a device is told, in bytes or by closing, that its message is durable. */
	boolean acknowledges() {
		return this.acknowledgement != null || this.closeAfter;
	}

}
