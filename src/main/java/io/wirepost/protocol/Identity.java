package io.wirepost.protocol;

import io.wirepost.message.DeviceId;

/** What a frame says about the device that sent it. */
public sealed interface Identity {

	/** The frame does not identify a device. */
	Identity NONE = new None();

	/** The frame is of this device. */
	record Known(DeviceId device) implements Identity {
	}

	/** The frame is not one that identifies a device. */
	record None() implements Identity {
	}

	/**
	 * The frame should identify a device, but does not.
	 *
	 * @param why a sentence
	 */
	record Failed(String why) implements Identity {
	}

}
