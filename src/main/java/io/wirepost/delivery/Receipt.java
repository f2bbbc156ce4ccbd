package io.wirepost.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.wirepost.connection.Connection;
import io.wirepost.delivery.reply.ExchangeRun;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The futures of a delivery, and what it takes to send it. The two futures are safe for
 * all threads; the rest belongs to the {@link QueueRunner} in which the delivery waits.
 */
final class Receipt {

	private static final Outgoing NOTHING = new Outgoing(Payload.owning(new byte[0]), null);

	/** How it ended; or an exception if it was never begun. */
	final CompletableFuture<Delivery> end = new CompletableFuture<>();

	/** The response to its sender: completed once, at the latest when it ends. */
	final CompletableFuture<Delivery> told = new CompletableFuture<>();

	/** The conversation that it is; null for a message. */
	final @Nullable ExchangeRun exchange;

	/** Its idempotency key; null for none. */
	final @Nullable UsedKey key;

	/** Finds or dials the connection to send on, and the reply matcher. */
	final Supplier<CompletableFuture<Routes.Route>> route;

	/** The payload to send; null while only the store has it. */
	@Nullable Outgoing outgoing;

	/** How replies are recognized on the connection, once that is found. */
	@Nullable ReplyPolicy policy;

	/** The connection to send on, once it is found. */
	@Nullable Connection connection;

	/** Its bytes in the charset of that connection. */
	@Nullable Payload payload;

	/** The runner of its queue; null before it is submitted. */
	volatile @Nullable QueueRunner runner;

	private final Map<DeliveryTimer, Future<?>> timers = new EnumMap<>(DeliveryTimer.class);

	private @Nullable Future<?> keepTimer;

	private final AtomicReference<@Nullable EndWriter> endWriter = new AtomicReference<>();

	private volatile @Nullable DeviceMessage outbound;

	/** The receipt of a message. */
	Receipt(@Nullable UsedKey key, @Nullable Outgoing outgoing, Supplier<CompletableFuture<Routes.Route>> route) {
		this(null, key, outgoing, route);
	}

	/** The receipt of a conversation. */
	Receipt(ExchangeRun exchange, Supplier<CompletableFuture<Routes.Route>> route) {
		this(exchange, null, NOTHING, route);
	}

	private Receipt(@Nullable ExchangeRun exchange, @Nullable UsedKey key, @Nullable Outgoing outgoing,
			Supplier<CompletableFuture<Routes.Route>> route) {
		this.exchange = exchange;
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

	/** The written message, once it has its id; null before. */
	@Nullable DeviceMessage outbound() {
		return this.outbound;
	}

	/** Called on the commit thread. */
	void outbound(DeviceMessage message) {
		this.outbound = message;
	}

	/**
	 * Whether this writer records its end: the first writer to ask does, also if it asks
	 * again. May be called on any thread.
	 */
	boolean isRecordedBy(EndWriter writer) {
		return this.endWriter.compareAndSet(null, writer) || this.endWriter.get() == writer;
	}

	/** Releases the bytes, which were written or are in the store. */
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

	/** Starts the timeout for durability, unless it runs or the response is complete. */
	void keepInTime(Supplier<Future<?>> timer) {
		if (this.keepTimer == null && !this.told.isDone()) {
			this.keepTimer = timer.get();
		}
	}

	/** Stops the timeout for durability. */
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
