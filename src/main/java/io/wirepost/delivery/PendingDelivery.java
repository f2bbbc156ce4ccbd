package io.wirepost.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wirepost.delivery.reply.Expectation;
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

	/** The reply that it expects; null for none. */
	@Nullable Expectation expectation;

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
	 * Its record, if a message ends it.
	 * @param outbound the written message
	 * @param reply the reply; null if none was awaited
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
	 * @param reply the reply, once it is durable; null before
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
