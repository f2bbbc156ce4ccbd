package io.wirepost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * One outbound message and its outcome.
 *
 * @param id a UUID of version 7
 * @param device the device it is for; null for a connection that has none
 * @param status its status
 * @param createdAt when it was requested
 * @param writtenAt when its last byte was written to the socket; null if it was not
 * @param expiresAt until when it waits for a device that is away; null if it does not
 * wait
 * @param attempts how often its bytes were given to a socket: at most once
 * @param messageId the OUTBOUND message in the journal; null if nothing was written
 * @param reply the device's answer, or its last frame; null for none
 * @param replies all frames of the answer; null unless it may have several
 * @param failure why it ended without success, as a word; null if it did not
 */
public record Delivery(UUID id, @Nullable DeviceId device, Status status, Instant createdAt,
		@Nullable Instant writtenAt, @Nullable Instant expiresAt, int attempts, @Nullable MessageId messageId,
		@Nullable DeviceMessage reply, @Nullable List<DeviceMessage> replies, @Nullable String failure) {

	/** What has become of a delivery. */
	public enum Status {

		/** It waits for its device. */
		QUEUED,

		/** Its last byte has left for the socket, and the journal keeps it. */
		WRITTEN,

		/** The answer is there, and the journal keeps it. */
		REPLIED,

		/** Written, but no answer came in time. */
		REPLY_TIMEOUT,

		/** Its device did not come in time. */
		EXPIRED,

		/** Its sender took it back. */
		CANCELLED,

		/** It did not reach its device, or nobody can tell whether it did. */
		FAILED

	}

}
