package io.wirepost.forward.stream;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a stream has. Null restricts nothing.
 *
 * @param device of this device
 * @param direction of this direction
 * @param kind of this kind
 */
public record StreamFilter(@Nullable DeviceId device, @Nullable Direction direction, @Nullable String kind) {

	boolean matches(@Nullable DeviceId device, Direction direction, @Nullable String kind) {
		return (this.device == null || this.device.equals(device))
				&& (this.direction == null || this.direction == direction)
				&& (this.kind == null || this.kind.equals(kind));
	}

}
