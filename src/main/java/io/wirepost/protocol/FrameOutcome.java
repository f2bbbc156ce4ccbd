package io.wirepost.protocol;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

/** What is to be done about a frame. */
public sealed interface FrameOutcome {

	/**
	 * The frame is of a device, or a rule describes it although no device is known yet.
	 *
	 * @param device null for a frame before identification
	 * @param reading what the rules say about it
	 * @param frame the frame, for the conditions of conversations
	 * @param secret what proves who the device is; null for nothing
	 */
	record Read(@Nullable DeviceId device, Reading reading, ReceivedFrame frame,
			@Nullable SecretHash secret) implements FrameOutcome {
	}

	/**
	 * It is not known who sent the frame.
	 *
	 * @param why a sentence
	 * @param failed whether the frame should have said who sent it
	 * @param fatal whether the connection has to close
	 * @param otherwise what it is if it is expected all the same
	 */
	record Unidentified(String why, boolean failed, boolean fatal, Read otherwise) implements FrameOutcome {
	}

}
