package io.wirepost.transport;

import io.wirepost.framing.Framing;

/**
 * How the connections of a listener or an endpoint read and write. Validated when it is
 * built.
 *
 * @param answers whether frames may be answered, with bytes or by closing
 */
public record ConnectionProfile(Framing framing, boolean answers, Timeouts timeouts, Limits limits) {

	long outboundBuffer() {
		return this.limits.outboundBuffer().toBytes();
	}

}
