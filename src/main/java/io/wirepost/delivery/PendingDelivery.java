package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wirepost.delivery.reply.Expectation;
import io.wirepost.delivery.reply.ReplyTerms;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A running delivery. Its {@link DeviceQueue} changes it, one event at a time; any thread
 * may read its view.
 */
final class PendingDelivery {

	final DeliveryTerms terms;

	/** Whether it has a record in the store. */
	final boolean recorded;

	/** Its bytes, futures and timers; not used by the queue. */
	final Receipt receipt;

	private volatile Progress progress = Progress.NONE;

	Stage stage = Stage.WAITING;

	/** Whether its sender got the response that it is queued: then it must not vanish. */
	boolean promised;

	/** Whether it was cancelled while it was being sent. */
	boolean unwanted;

	/** Whether its end is decided. */
	boolean ended;

	/** What answers it; null if nothing does. */
	@Nullable ReplyTerms reply;

	/** The frames of its reply that were appended to the journal. */
	int replyFrames;

	/** The connection it was written on; null before. */
	@Nullable UUID connection;

	/** Until when its late reply delays others, on the monotonic clock. */
	long settledNanos;

	PendingDelivery(DeliveryTerms terms, boolean recorded, Receipt receipt) {
		this.terms = terms;
		this.recorded = recorded;
		this.receipt = receipt;
	}

	UUID id() {
		return this.terms.id();
	}

	@Nullable Duration awaitReply() {
		return this.terms.awaitReply();
	}

	/** The reply that it expects; null for none. */
	@Nullable Expectation expectation() {
		return (this.reply != null) ? this.reply.expectation() : null;
	}

	/** Whether its reply is complete and durable, as is the message. */
	boolean isReplied() {
		return this.stage == Stage.DONE && this.replyFrames > 0 && this.progress.messageId() != null
				&& this.progress.replies().size() == this.replyFrames;
	}

	/** Whether it is a conversation, during which nothing else is sent. */
	boolean isExchange() {
		return this.receipt.exchange != null;
	}

	/** Whether it may wait for a device that is away. */
	boolean isPatient() {
		return this.terms.expiresAt() != null;
	}

	/**
	 * Whether it can be cancelled: nothing of it was given to a socket, or is about to
	 * be.
	 */
	boolean canBeTakenBack() {
		return this.stage == Stage.WAITING || this.stage == Stage.PREPARING || this.stage == Stage.READY;
	}

	Progress progress() {
		return this.progress;
	}

	void progress(Progress progress) {
		this.progress = progress;
	}

	/** Its current state, for its sender. */
	Delivery view() {
		return as((this.progress.writtenAt() != null) ? Delivery.Status.WRITTEN : Delivery.Status.QUEUED, null);
	}

	Delivery as(Delivery.Status status, @Nullable String failure) {
		Progress now = this.progress;
		return new Delivery(id(), this.terms.device(), status, this.terms.createdAt(), now.writtenAt(),
				this.terms.expiresAt(), now.begun() ? 1 : 0, now.messageId(), now.reply(),
				(this.terms.replyEnd() != null) ? now.replies() : null, failure);
	}

	StoredDelivery stored(Delivery.Status status, @Nullable String failure) {
		Progress now = this.progress;
		DeviceMessage reply = now.reply();
		return new StoredDelivery(id(), this.terms.device(), status, now.begun(), this.terms.createdAt(),
				now.writtenAt(), this.terms.expiresAt(), now.messageId(), (reply != null) ? reply.id() : null,
				(this.terms.replyEnd() != null) ? now.replies().stream().map(DeviceMessage::id).toList() : null,
				failure, awaitReply(), (this.terms.replyEnd() != null) ? this.terms.replyEnd().source() : null,
				this.terms.broadcast(), this.terms.trace(), null, 0);
	}

	/**
	 * Its record, if a message ends it; not for one whose reply has several frames.
	 * @param outbound the written message
	 * @param reply the reply; null if none was awaited
	 */
	StoredDelivery stored(Delivery.Status status, DeviceMessage outbound, @Nullable DeviceMessage reply) {
		return new StoredDelivery(id(), this.terms.device(), status, true, this.terms.createdAt(),
				outbound.receivedAt(), this.terms.expiresAt(), outbound.id(), (reply != null) ? reply.id() : null, null,
				null, awaitReply(), null, this.terms.broadcast(), this.terms.trace(), null, 0);
	}

	@Override
	public String toString() {
		return id() + " " + this.stage;
	}

	/** The stages of a delivery. */
	enum Stage {

		/** It waits for its turn, or its device is away. */
		WAITING,
		/** It is its turn: its bytes are read, and a connection is found or dialled. */
		PREPARING,
		/** It can be sent as soon as no awaited reply could be confused with its own. */
		READY,
		/** It is being sent, and cannot be cancelled any more. */
		SENDING,
		/** Written; its reply is awaited. */
		AWAITING_REPLY,
		/** Its reply did not arrive in time, but could still be taken for another's. */
		SETTLING,
		/** Nothing more happens to it on the wire. */
		DONE

	}

	/**
	 * The progress of a delivery.
	 *
	 * @param begun whether its bytes may have been given to a socket
	 * @param writtenAt when its last byte was written to the socket; null if it was not
	 * @param messageId the OUTBOUND message in the journal; null for none yet
	 * @param replies the frames of the reply that are durable
	 */
	record Progress(boolean begun, @Nullable Instant writtenAt, @Nullable MessageId messageId,
			List<DeviceMessage> replies) {

		static final Progress NONE = new Progress(false, null, null, List.of());

		static final Progress BEGUN = new Progress(true, null, null, List.of());

		/** The last frame of the reply; null before there is one. */
		@Nullable DeviceMessage reply() {
			return this.replies.isEmpty() ? null : this.replies.get(this.replies.size() - 1);
		}

		Progress written(Instant at) {
			return new Progress(true, at, this.messageId, this.replies);
		}

		Progress kept(@Nullable MessageId id) {
			return new Progress(this.begun, this.writtenAt, id, this.replies);
		}

		Progress replied(DeviceMessage message) {
			if (this.replies.isEmpty()) {
				return new Progress(this.begun, this.writtenAt, this.messageId, List.of(message));
			}
			List<DeviceMessage> more = new ArrayList<>(this.replies);
			more.add(message);
			return new Progress(this.begun, this.writtenAt, this.messageId, List.copyOf(more));
		}

	}

}
