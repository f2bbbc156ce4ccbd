package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a delivery, beside its bytes.
 *
 * @param id a UUID of version 7; ids sort in the order in which deliveries were asked for
 * @param device the device it is for; null for a connection that has none
 * @param status what has become of it
 * @param begun whether its bytes may have been given to a socket
 * @param createdAt when it was asked for
 * @param writtenAt when its last byte left for the socket; null if it did not
 * @param expiresAt until when it waits for its device; null if it does not wait
 * @param messageId the OUTBOUND message in the journal; null for none
 * @param replyId the answer in the journal; null for none
 * @param failure why it ended without success; null if it did not
 * @param awaitReply how long its answer is waited for; null for not at all
 * @param broadcast the broadcast that it is part of; null for none
 * @param owner the replica that sends it; null while there is one process
 * @param epoch which ownership of its device it was sent under: an older one must not
 * write it any more; 0 while there is one process
 */
public record StoredDelivery(UUID id, @Nullable DeviceId device, Delivery.Status status, boolean begun,
		Instant createdAt, @Nullable Instant writtenAt, @Nullable Instant expiresAt, @Nullable MessageId messageId,
		@Nullable MessageId replyId, @Nullable String failure, @Nullable Duration awaitReply, @Nullable UUID broadcast,
		@Nullable String owner, long epoch) {

	/** Of the one process there is. */
	public StoredDelivery(UUID id, @Nullable DeviceId device, Delivery.Status status, boolean begun, Instant createdAt,
			@Nullable Instant writtenAt, @Nullable Instant expiresAt, @Nullable MessageId messageId,
			@Nullable MessageId replyId, @Nullable String failure, @Nullable Duration awaitReply,
			@Nullable UUID broadcast) {
		this(id, device, status, begun, createdAt, writtenAt, expiresAt, messageId, replyId, failure, awaitReply,
				broadcast, null, 0);
	}

	/** The same, ended without an answer. */
	StoredDelivery ended(Delivery.Status status, @Nullable String failure) {
		return new StoredDelivery(this.id, this.device, status, this.begun, this.createdAt, this.writtenAt,
				this.expiresAt, this.messageId, this.replyId, failure, this.awaitReply, this.broadcast, this.owner,
				this.epoch);
	}

}
