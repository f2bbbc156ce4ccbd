package io.wirepost.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** What a {@link DeviceQueue} wants done, in this order. */
sealed interface DeliveryEffect {

	/** Has the effect done by whoever performs effects. */
	void performBy(QueueRunner runner);

	/** Find or dial the connection, and read what is to be sent. */
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

	/** Record that nothing of it was sent after all. */
	record Requeue(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.requeue(this.one);
		}

	}

	/** Let go of its bytes, and tell its sender that it waits. */
	record Park(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.park(this.one);
		}

	}

	/** Tell its sender so if the journal does not keep soon what became of it. */
	record KeepInTime(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.keepInTime(this.one);
		}

	}

	/** Its answer is late from now on. */
	record ReplyIsLate(PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.replyIsLate(this.one);
		}

	}

	/** It ended: record that, then tell its sender. */
	record End(PendingDelivery one, Delivery.Status status, @Nullable String failure) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.end(this.one, this.status, this.failure);
		}

	}

	/** It did not even begin: remove any record of it, and tell its sender why. */
	record Refuse(PendingDelivery one, RuntimeException why) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.refuse(this.one, this.why);
		}

	}

	/**
	 * It was written, but nobody will know what became of it: the store still has it as
	 * begun.
	 */
	record GiveUp(PendingDelivery one, String why) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.giveUp(this.one, this.why);
		}

	}

	/** Start a delivery's time. */
	record Start(DeliveryTimer timer, PendingDelivery one, Duration after) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.start(this.timer, this.one, this.after);
		}

	}

	/** Stop a delivery's time, if it runs. */
	record Stop(DeliveryTimer timer, PendingDelivery one) implements DeliveryEffect {

		@Override
		public void performBy(QueueRunner runner) {
			runner.stop(this.timer, this.one);
		}

	}

	/** Look for the device again after a time, in place of any other such plan. */
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
