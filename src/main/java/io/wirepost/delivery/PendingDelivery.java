package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wirepost.delivery.reply.Expectation;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A delivery on its way. Its {@link DeviceQueue} changes it, one event at a time; any
 * thread may ask what it looks like.
 */
final class PendingDelivery {

	final DeliveryTerms terms;

	/** Whether the store knows it. */
	final boolean recorded;

	/** What is to be done with its bytes and its sender; nothing to the queue. */
	final Receipt receipt;

	private volatile Progress progress = Progress.NONE;

	Stage stage = Stage.WAITING;

	/** Whether its sender is told that it waits: then it does not just vanish. */
	boolean promised;

	/** Whether it was taken back while it was being sent. */
	boolean unwanted;

	/** Whether it was decided how it ends. */
	boolean ended;

	/** The answer that it calls for; null for none. */
	@Nullable Expectation expectation;

	/** The connection it was written on; null before. */
	@Nullable UUID connection;

	/** When a late answer holds up others no longer, on the monotonic clock. */
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

	/** Whether it waits for a device that is away. */
	boolean isPatient() {
		return this.terms.expiresAt() != null;
	}

	/** Whether nothing of it has been given to a socket, nor is about to be. */
	boolean canBeTakenBack() {
		return this.stage == Stage.WAITING || this.stage == Stage.PREPARING || this.stage == Stage.READY;
	}

	Progress progress() {
		return this.progress;
	}

	void progress(Progress progress) {
		this.progress = progress;
	}

	/** What its sender would be told now. */
	Delivery view() {
		return as((this.progress.writtenAt() != null) ? Delivery.Status.WRITTEN : Delivery.Status.QUEUED, null);
	}

	Delivery as(Delivery.Status status, @Nullable String failure) {
		Progress now = this.progress;
		return new Delivery(id(), this.terms.device(), status, this.terms.createdAt(), now.writtenAt(),
				this.terms.expiresAt(), now.begun() ? 1 : 0, now.messageId(), now.reply(), failure);
	}

	StoredDelivery stored(Delivery.Status status, @Nullable String failure) {
		Progress now = this.progress;
		DeviceMessage reply = now.reply();
		return new StoredDelivery(id(), this.terms.device(), status, now.begun(), this.terms.createdAt(),
				now.writtenAt(), this.terms.expiresAt(), now.messageId(), (reply != null) ? reply.id() : null, failure,
				awaitReply(), this.terms.broadcast());
	}

	/**
	 * What is kept of it where a message ends it.
	 * @param outbound the message that was written
	 * @param reply the answer; null if none was awaited
	 */
	StoredDelivery stored(Delivery.Status status, DeviceMessage outbound, @Nullable DeviceMessage reply) {
		return new StoredDelivery(id(), this.terms.device(), status, true, this.terms.createdAt(),
				outbound.receivedAt(), this.terms.expiresAt(), outbound.id(), (reply != null) ? reply.id() : null, null,
				awaitReply(), this.terms.broadcast());
	}

	@Override
	public String toString() {
		return id() + " " + this.stage;
	}

	/** How far it is. */
	enum Stage {

		/** Others are before it, or its device is away. */
		WAITING,
		/** It is its turn: its bytes are read, a connection is looked for. */
		PREPARING,
		/** It can be sent as soon as no answer is awaited that its own could pass for. */
		READY,
		/** It is being sent: nothing takes it back any more. */
		SENDING,
		/** Written; its answer is awaited. */
		AWAITING_REPLY,
		/** Its answer did not come in time, but could still pass for another's. */
		SETTLING,
		/** Nothing more happens to it on the wire. */
		DONE

	}

	/**
	 * What has happened to it.
	 *
	 * @param begun whether its bytes may have been given to a socket
	 * @param writtenAt when its last byte left for the socket; null if it did not
	 * @param messageId the OUTBOUND message in the journal; null for none so far
	 * @param reply the answer, once the journal keeps it; null before
	 */
	record Progress(boolean begun, @Nullable Instant writtenAt, @Nullable MessageId messageId,
			@Nullable DeviceMessage reply) {

		static final Progress NONE = new Progress(false, null, null, null);

		static final Progress BEGUN = new Progress(true, null, null, null);

		Progress written(Instant at) {
			return new Progress(true, at, this.messageId, this.reply);
		}

		Progress kept(@Nullable MessageId id) {
			return new Progress(this.begun, this.writtenAt, id, this.reply);
		}

		Progress replied(DeviceMessage message) {
			return new Progress(this.begun, this.writtenAt, this.messageId, message);
		}

	}

}
