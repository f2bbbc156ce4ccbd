package io.wirepost.delivery.reply;

import java.util.List;
import java.util.UUID;

import io.wirepost.connection.Conversation;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.modulith.NamedInterface;

/**
 * A conversation with a device, and its outcome.
 *
 * @param id a UUID of version 7; its messages have it as the id of their delivery
 * @param device the device
 * @param end how it ended
 * @param steps what came of the steps that began
 */
@NamedInterface("reply")
public record Exchange(UUID id, DeviceId device, Conversation.End end, List<Done> steps) {

	/**
	 * What came of a step.
	 *
	 * @param sent what was sent; null if nothing was
	 * @param received what the device said, the frame that ended the step last
	 */
	public record Done(@Nullable DeviceMessage sent, List<DeviceMessage> received) {
	}

}
