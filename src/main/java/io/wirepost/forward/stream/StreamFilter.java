package io.wirepost.forward.stream;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a stream has. Null restricts nothing.
 *
 * @param device of this device
 * @param direction of this direction; null for both of messages, and events if they are
 * asked for
 * @param kind of this kind
 * @param events whether it has events without naming their direction
 */
public record StreamFilter(@Nullable DeviceId device, @Nullable Direction direction, @Nullable String kind,
		boolean events) {

	/** Without events, unless of their direction. */
	public StreamFilter(@Nullable DeviceId device, @Nullable Direction direction, @Nullable String kind) {
		this(device, direction, kind, false);
	}

	boolean matches(@Nullable DeviceId device, Direction direction, @Nullable String kind) {
		return (this.device == null || this.device.equals(device)) && ((this.direction == null)
				? this.events || direction != Direction.EVENT : this.direction == direction)
				&& (this.kind == null || this.kind.equals(kind));
	}

}
