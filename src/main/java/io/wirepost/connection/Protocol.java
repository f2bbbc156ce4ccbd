package io.wirepost.connection;

import java.nio.charset.Charset;

import io.wirepost.framing.Framing;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of a listener or an endpoint speak. Checked when it is built, so
 * that a connection can rely on it.
 *
 * @param acknowledgement the frame on the wire that tells a device its message is
 * durable; null for none
 * @param closeAfter whether the connection closes once a message of it is durable
 * @param outboundBuffer bytes that may wait to be written
 */
record Protocol(Framing framing, Charset charset, Identification identification, DuplicatePolicy duplicate,
		byte @Nullable [] acknowledgement, boolean closeAfter, Settings reply, ListenerSettings.Timeouts timeouts,
		ListenerSettings.Limits limits) {

	long outboundBuffer() {
		return this.limits.outboundBuffer().toBytes();
	}

	/** Whether a device is told, in bytes or by closing, that its message is durable. */
	boolean acknowledges() {
		return this.acknowledgement != null || this.closeAfter;
	}

}
