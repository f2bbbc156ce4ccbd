package io.wirepost.protocol;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

/** What a frame says about the device that sent it. */
public sealed interface Identity {

	/** The frame does not identify a device. */
	Identity NONE = new None();

	/**
	 * The frame is of this device.
	 *
	 * @param secret what proves that, where it is asked for; null for none
	 */
	record Known(DeviceId device, @Nullable SecretHash secret) implements Identity {

		Known(DeviceId device) {
			this(device, null);
		}

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
