package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** What a {@link DeviceQueue} returns to be done, in order. */
sealed interface DeliveryEffect {

	/** Has a runner perform the effect. */
	void performBy(QueueRunner runner);

	/** Find or dial the connection, and read the bytes to send. */
	record Prepare(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.prepare(this.one);
		}

	}

	/** Record that it is being sent, so that it is never sent twice. */
	record Begin(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.begin(this.one);
		}

	}

	/** Give its bytes to the socket. */
	record Send(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.send(this.one);
		}

	}

	/** Begin its conversation. */
	record Converse(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.converse(this.one);
		}

	}

	/** Record that nothing of it was sent. */
	record Requeue(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.requeue(this.one);
		}

	}

	/** Release its bytes, and respond to its sender that it is queued. */
	record Park(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.park(this.one);
		}

	}

	/** Record that no replica has it in memory, and respond that it is queued. */
	record HandBack(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.handBack(this.one);
		}

	}

	/** Respond with an error if its outcome does not become durable soon. */
	record KeepInTime(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.keepInTime(this.one);
		}

	}

	/** Mark its reply as late from now on. */
	record ReplyIsLate(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.replyIsLate(this.one);
		}

	}

	/** Take no more frames for its reply: silence has completed it. */
	record ReplyIsComplete(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.replyIsComplete(this.one);
		}

	}

	/** Close its connection, so that its late reply is not taken for another's. */
	record CloseConnection(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.closeConnection(this.one);
		}

	}

	/** Record how it ended, then respond to its sender. */
	record End(PendingDelivery one, Delivery.Status status, @Nullable String failure) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.end(this.one, this.status, this.failure);
		}

	}

	/** It was never begun: remove its record, if any, and respond why. */
	record Refuse(PendingDelivery one, RuntimeException why) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.refuse(this.one, this.why);
		}

	}

	/**
	 * It was written, but its outcome is lost: the store still has it as begun.
	 */
	record GiveUp(PendingDelivery one, String why) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.giveUp(this.one, this.why);
		}

	}

	/** Start a timer of a delivery. */
	record Start(DeliveryTimer timer, PendingDelivery one, Duration after) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.start(this.timer, this.one, this.after);
		}

	}

	/** Stop a timer of a delivery, if it runs. */
	record Stop(DeliveryTimer timer, PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.stop(this.timer, this.one);
		}

	}

	/** Look for the device again after a pause; replaces an earlier such timer. */
	record LookAgainAfter(Duration pause) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.lookAgainAfter(this.pause);
		}

	}

	/** Answer a question. */
	record Answer<T>(CompletableFuture<T> question, T answer) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			this.question.complete(this.answer);
		}

	}

}
