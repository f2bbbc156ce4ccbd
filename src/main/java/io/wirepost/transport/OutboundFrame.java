package io.wirepost.transport;

import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * One frame on its way to a socket.
 *
 * @param wire its bytes, framing included
 * @param device the device it is meant for; null for the connection itself
 * @param payload what the frame carries
 * @param deliveryId the delivery that it is
 * @param listener told what becomes of it
 */
public record OutboundFrame(byte[] wire, @Nullable DeviceId device, Payload payload, UUID deliveryId,
		WriteListener listener) {
}
