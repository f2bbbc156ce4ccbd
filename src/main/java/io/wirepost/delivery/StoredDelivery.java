package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.message.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * The record of a delivery, without its payload.
 *
 * @param id a UUID of version 7; ids sort in the order of the requests
 * @param device the device it is for; null for a connection that has none
 * @param status its status
 * @param begun whether its bytes may have been given to a socket
 * @param createdAt when it was requested
 * @param writtenAt when its last byte was written to the socket; null if it was not
 * @param expiresAt until when it waits for its device; null if it does not
 * @param messageId the OUTBOUND message in the journal; null for none
 * @param replyId the reply in the journal, or its last frame; null for none
 * @param replyIds all frames of the reply; null unless it may have several
 * @param failure why it ended without success; null if it did not
 * @param awaitReply how long its reply is awaited; null for not at all
 * @param replyEnd when its reply is complete, as
 * {@link io.wirepost.delivery.reply.ReplyEnd#source} gives it; null if that is one frame
 * @param broadcast the broadcast that it is part of; null for none
 * @param trace the trace of its request; null for none
 * @param owner the incarnation of the replica that has it in memory; null for none, or
 * while there is one process
 * @param epoch the epoch of its device's ownership: an older owner must not write it any
 * more; 0 while there is one process
 */
public record StoredDelivery(UUID id, @Nullable DeviceId device, Delivery.Status status, boolean begun,
		Instant createdAt, @Nullable Instant writtenAt, @Nullable Instant expiresAt, @Nullable MessageId messageId,
		@Nullable MessageId replyId, @Nullable List<MessageId> replyIds, @Nullable String failure,
		@Nullable Duration awaitReply, @Nullable String replyEnd, @Nullable UUID broadcast, @Nullable TraceParent trace,
		@Nullable String owner, long epoch) {

	/** A record of a single process, of a delivery whose reply is at most one frame. */
	public StoredDelivery(UUID id, @Nullable DeviceId device, Delivery.Status status, boolean begun, Instant createdAt,
			@Nullable Instant writtenAt, @Nullable Instant expiresAt, @Nullable MessageId messageId,
			@Nullable MessageId replyId, @Nullable String failure, @Nullable Duration awaitReply,
			@Nullable UUID broadcast) {
		this(id, device, status, begun, createdAt, writtenAt, expiresAt, messageId, replyId, null, failure, awaitReply,
				null, broadcast, null, null, 0);
	}

	/** A copy with another owner. */
	public StoredDelivery ownedBy(@Nullable String owner) {
		return new StoredDelivery(this.id, this.device, this.status, this.begun, this.createdAt, this.writtenAt,
				this.expiresAt, this.messageId, this.replyId, this.replyIds, this.failure, this.awaitReply,
				this.replyEnd, this.broadcast, this.trace, owner, this.epoch);
	}

	/** A copy that has ended without a reply. */
	public StoredDelivery ended(Delivery.Status status, @Nullable String failure) {
		return new StoredDelivery(this.id, this.device, status, this.begun, this.createdAt, this.writtenAt,
				this.expiresAt, this.messageId, this.replyId, this.replyIds, failure, this.awaitReply, this.replyEnd,
				this.broadcast, this.trace, this.owner, this.epoch);
	}

}
