package io.wirepost.transport;

import io.wirepost.framing.Framing;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of a listener or an endpoint read and write. Validated when it is
 * built.
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

	/** Whether durable messages are acknowledged, with bytes or by closing. */
	boolean acknowledges() {
		return this.acknowledgement != null || this.closeAfter;
	}

}
