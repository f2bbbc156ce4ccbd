package io.wirepost.transport;

import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * An outbound frame, as it passes through the flow.
 *
 * @param wire its bytes, framing included
 * @param device the device it is meant for; null for the connection itself
 * @param payload what the frame carries
 * @param deliveryId the delivery it belongs to; null for none
 * @param listener notified of the outcome
 */
public record OutboundFrame(byte[] wire, @Nullable DeviceId device, Payload payload, @Nullable UUID deliveryId,
		WriteListener listener) {
}
