package io.wirepost.delivery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.delivery.reply.Expectation;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/** What a {@link DeviceQueue} is told. */
sealed interface DeliveryEvent {

	/** Has the queue change as the event says. */
	void applyTo(DeviceQueue queue);

	/** Somebody asks for a delivery. */
	record Submitted(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.submitted(this.one);
		}

	}

	/**
	 * A delivery waited when the process last ended.
	 *
	 * @param dialled whether its device is dialled, so that it never comes by itself
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
	 * @param expectation the answer that the request calls for; null for none
	 */
	record Ready(PendingDelivery one, UUID connection, @Nullable Expectation expectation) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.ready(this.one, this.connection, this.expectation);
		}

	}

	/** No connection was found, or the bytes cannot be sent on it. */
	record NotReady(PendingDelivery one, RuntimeException why, boolean dialled) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.notReady(this.one, this.why, this.dialled);
		}

	}

	/** The connection that was found has closed before anything was begun on it. */
	record Stale(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.stale(this.one);
		}

	}

	/** The store keeps that it is being sent. */
	record Begun(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.begun(this.one);
		}

	}

	/** Its last byte has left for the socket. */
	record Written(PendingDelivery one, Instant at) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.written(this.one, this.at);
		}

	}

	/** Nothing of it was written, nor can be: the store or the framing refuses it. */
	record Refused(PendingDelivery one, RuntimeException why) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.refused(this.one, this.why);
		}

	}

	/** Nothing of it was written, but it may be another time. */
	record Unsent(PendingDelivery one, RuntimeException why, boolean dialled) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.unsent(this.one, this.why, this.dialled);
		}

	}

	/**
	 * Nobody can tell how much of it has reached the device.
	 *
	 * @param failure why, as a word
	 */
	record HalfSent(PendingDelivery one, String failure) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.halfSent(this.one, this.failure);
		}

	}

	/** The journal keeps what was written. */
	record Kept(PendingDelivery one, @Nullable MessageId message) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.kept(this.one, this.message);
		}

	}

	/** The process stops before the journal could keep what was written. */
	record NotKept(PendingDelivery one, String why) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.notKept(this.one, this.why);
		}

	}

	/** Its answer has come, and has its place in the journal. */
	record Answered(PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().answered(this.one);
		}

	}

	/** The journal keeps its answer. */
	record AnswerKept(PendingDelivery one, DeviceMessage reply) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.answerKept(this.one, this.reply);
		}

	}

	/** A connection has closed: no answer comes on it any more. */
	record Closed(UUID connection) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.outstanding().closed(this.connection);
		}

	}

	/** The device may be reached now. */
	record Came() implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.came();
		}

	}

	/** Time has passed that a delivery may take. */
	record Due(DeliveryTimer timer, PendingDelivery one) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.due(this.timer, this.one);
		}

	}

	/** Time has passed since the device was away: look for it again. */
	record LookAgain() implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.lookAgain();
		}

	}

	/** Its sender wants it back. */
	record TakeBack(PendingDelivery one, CompletableFuture<Boolean> taken) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.takeBack(this.one, this.taken);
		}

	}

	/** Whatever waits for the device is taken back. */
	record TakeBackAll(CompletableFuture<List<PendingDelivery>> taken) implements DeliveryEvent {

		@Override
		public void applyTo(DeviceQueue queue) {
			queue.takeBackAll(this.taken);
		}

	}

}
