package io.wirepost.connection;

import io.wirepost.message.DeviceId;
import io.wirepost.settings.SecretHash;
import org.jspecify.annotations.Nullable;

/**
 * The devices that were named in the configuration, or by a {@code PUT}. Safe for all
 * threads; must not block.
 */
public interface KnownDevices {

	/** Without a registry no device is known. */
	KnownDevices NONE = new KnownDevices() {

		@Override
		public boolean contains(DeviceId device) {
			return false;
		}

		@Override
		public @Nullable SecretHash secretOf(DeviceId device) {
			return null;
		}

	};

	boolean contains(DeviceId device);

	/** The hash of the device's own secret; null for none. */
	@Nullable SecretHash secretOf(DeviceId device);

}
