package io.wirepost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.delivery.reply.ReplyTerms;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/** What happens to a {@link DeviceQueue}. */
sealed interface DeliveryEvent {

	/** Applies the event to a queue. */
	void applyTo(DeviceQueue queue);

	/** A delivery was submitted. */
	record Submitted(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.submitted(this.one);
		}

	}

	/**
	 * A delivery from before the restart was restored.
	 *
	 * @param dialled whether its device is dialled, so that it does not connect by itself
	 */
	record Restored(PendingDelivery one, boolean dialled) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.restored(this.one, this.dialled);
		}

	}

	/**
	 * A connection was found, and the bytes are there.
	 *
	 * @param policy how replies are recognized on it
	 * @param reply what answers the request; null if nothing does
	 */
	record Ready(PendingDelivery one, UUID connection, ReplyPolicy policy,
			@Nullable ReplyTerms reply) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.ready(this.one, this.connection, this.policy, this.reply);
		}

	}

	/** No connection was found, or the bytes cannot be sent on it. */
	record NotReady(PendingDelivery one, RuntimeException why, boolean dialled) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.notReady(this.one, this.why, this.dialled);
		}

	}

	/** The connection closed before anything was begun on it. */
	record Stale(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.stale(this.one);
		}

	}

	/** The record that it is being sent is durable. */
	record Begun(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.begun(this.one);
		}

	}

	/** Its last byte was written to the socket. */
	record Written(PendingDelivery one, Instant at) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.written(this.one, this.at);
		}

	}

	/** Nothing of it was written, or can be: the store or the framing refuses it. */
	record Refused(PendingDelivery one, RuntimeException why) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.refused(this.one, this.why);
		}

	}

	/** Nothing of it was written; a retry is possible. */
	record Unsent(PendingDelivery one, RuntimeException why, boolean dialled) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.unsent(this.one, this.why, this.dialled);
		}

	}

	/**
	 * It is unknown how much of it has reached the device.
	 *
	 * @param failure the failure code
	 */
	record HalfSent(PendingDelivery one, String failure) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.halfSent(this.one, this.failure);
		}

	}

	/**
	 * An exchange has ended.
	 *
	 * @param unanswered whether what its last step expects may still come
	 */
	record Conversed(PendingDelivery one, boolean unanswered) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.conversed(this.one, this.unanswered);
		}

	}

	/** The written message is durable. */
	record Kept(PendingDelivery one, @Nullable MessageId message) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().kept(this.one, this.message);
		}

	}

	/** The process stops before the written message is durable. */
	record NotKept(PendingDelivery one, String why) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().notKept(this.one, this.why);
		}

	}

	/**
	 * A frame of its reply arrived and was appended to the journal, but not the last.
	 */
	record Collected(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().collected(this.one);
		}

	}

	/** Its reply has more frames, or bytes, than a reply may have. */
	record AnsweredTooMuch(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().answeredTooMuch(this.one, queue.now());
		}

	}

	/** The last frame of its reply arrived and was appended to the journal. */
	record Answered(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().answered(this.one);
		}

	}

	/** A frame of its reply is durable. */
	record AnswerKept(PendingDelivery one, DeviceMessage reply) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().answerKept(this.one, this.reply);
		}

	}

	/** A connection has closed: no more replies on it. */
	record Closed(UUID connection) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.closed(this.connection);
		}

	}

	/** The device connected, or may be reachable now. */
	record Came() implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.came();
		}

	}

	/** A timer of a delivery is due. */
	record Due(DeliveryTimer timer, PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.due(this.timer, this.one);
		}

	}

	/** The pause is over: look for the device again. */
	record LookAgain() implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.lookAgain();
		}

	}

	/** It is cancelled, if it still can be. */
	record TakeBack(PendingDelivery one, CompletableFuture<Boolean> taken) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.takeBack(this.one, this.taken);
		}

	}

	/** Everything that waits for the device is cancelled. */
	record TakeBackAll(CompletableFuture<List<PendingDelivery>> taken) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.takeBackAll(this.taken);
		}

	}

}
