package io.wirepost.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.wirepost.connection.Connection;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a delivery, and what it takes to send it. The two futures are safe for
 * all threads; the rest belongs to the {@link QueueRunner} in which the delivery waits.
 */
final class Receipt {

	/** How it ended; or an exception if it did not even begin. */
	final CompletableFuture<Delivery> end = new CompletableFuture<>();

	/** What its sender is told, once: at the latest how it ended. */
	final CompletableFuture<Delivery> told = new CompletableFuture<>();

	/** The key that its sender gave it; null for none. */
	final @Nullable UsedKey key;

	/** Finds or dials the connection to send on, and says how its answer is found. */
	final Supplier<CompletableFuture<Route>> route;

	/** What is to be sent; null while only the store has it. */
	@Nullable Outgoing outgoing;

	/** Where it is sent, once that is found. */
	@Nullable Connection connection;

	/** Its bytes as that connection's device reads them. */
	@Nullable Payload payload;

	/** Where it waits; null until it does. */
	volatile @Nullable QueueRunner runner;

	private final Map<DeliveryTimer, Future<?>> timers = new EnumMap<>(DeliveryTimer.class);

	private @Nullable Future<?> keepTimer;

	private final AtomicReference<@Nullable EndWriter> endWriter = new AtomicReference<>();

	private volatile @Nullable DeviceMessage outbound;

	Receipt(@Nullable UsedKey key, @Nullable Outgoing outgoing, Supplier<CompletableFuture<Route>> route) {
		this.key = key;
		this.outgoing = outgoing;
		this.route = route;
		this.end.whenComplete((delivery, failure) -> {
			if (failure == null) {
				this.told.complete(delivery);
			}
			else {
				this.told.completeExceptionally(failure);
			}
		});
	}

	/** The message that was written, once the journal gives it its id; null before. */
	@Nullable DeviceMessage outbound() {
		return this.outbound;
	}

	/** Called on the commit thread. */
	void outbound(DeviceMessage message) {
		this.outbound = message;
	}

	/**
	 * Whether its end is recorded by this writer: the first who asks has it, and has it
	 * still when it asks again. May be called on any thread.
	 */
	boolean isRecordedBy(EndWriter writer) {
		return this.endWriter.compareAndSet(null, writer) || this.endWriter.get() == writer;
	}

	/** Lets go of the bytes, which have left or are in the store. */
	void forgetBytes() {
		this.outgoing = null;
		this.payload = null;
	}

	void start(DeliveryTimer timer, Future<?> running) {
		stop(timer);
		this.timers.put(timer, running);
	}

	void stop(DeliveryTimer timer) {
		Future<?> running = this.timers.remove(timer);
		if (running != null) {
			running.cancel(false);
		}
	}

	/** Starts the wait for the journal, unless it runs or nobody waits. */
	void keepInTime(Supplier<Future<?>> timer) {
		if (this.keepTimer == null && !this.told.isDone()) {
			this.keepTimer = timer.get();
		}
	}

	/** Ends the wait for the journal. */
	void keptInTime() {
		Future<?> running = this.keepTimer;
		if (running != null) {
			running.cancel(false);
		}
	}

	/** Who records how a delivery ends. */
	enum EndWriter {

		/** The journal, in one batch with the message that ends it. */
		JOURNAL,
		/** The queue, in a batch of its own. */
		QUEUE

	}

}
