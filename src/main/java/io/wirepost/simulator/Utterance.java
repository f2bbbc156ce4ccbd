package io.wirepost.simulator;

import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a device says.
 *
 * @param wire the bytes on the wire
 * @param payload what the server reads of them; null for bytes that are no frame
 */
record Utterance(byte[] wire, @Nullable Payload payload) {

	/** Bytes whose answer is not known. */
	static Utterance noise(byte[] wire) {
		return new Utterance(wire, null);
	}

}
