package io.wirepost.delivery;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.journal.MessageReader;
import io.wirepost.message.MessageId;
import io.wirepost.delivery.failure.DeliveryNotQueuedException;
import io.wirepost.delivery.failure.DeliveryUnknownException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Finds, lists and cancels deliveries: running ones in memory, ended ones in the store.
 * Safe for all threads; methods that read the store are not for event loops.
 */
@Component
public class DeliveryLog {

	/** How long a caller waits for the written message to become durable. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	private final DeliveryStore store;

	private final SharedQueueStore shared;

	private final MessageReader messages;

	private final DeviceQueues queues;

	private final Map<Delivery.Status, Counter> outcomes;

	private final Map<UUID, PendingDelivery> live = new ConcurrentHashMap<>();

	DeliveryLog(DeliveryStore store, SharedQueueStore shared, MessageReader messages, DeviceQueues queues,
			MeterRegistry registry) {
		this.shared = shared;
		this.queues = queues;
		this.store = store;
		this.messages = messages;
		this.outcomes = outcomes(registry);
	}

	/**
	 * A counter for each outcome, registered at the start, so that alerts find it.
	 */
	private static Map<Delivery.Status, Counter> outcomes(MeterRegistry registry) {
		Map<Delivery.Status, Counter> counters = new EnumMap<>(Delivery.Status.class);
		for (Delivery.Status outcome : Delivery.Status.values()) {
			String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
			counters.put(outcome, Counter.builder("wirepost.deliveries").tag("outcome", word).register(registry));
		}
		return counters;
	}

	/**
	 * Tracks a delivery until it ends.
	 * @param ended called when it ends
	 */
	void track(PendingDelivery one, Runnable ended) {
		this.live.put(one.id(), one);
		one.receipt.end.whenComplete((delivery, failure) -> {
			this.live.remove(one.id());
			ended.run();
			if (failure instanceof CancellationException) {
				// Never begun: an earlier request has its key, or its sender was told so.
				return;
			}
			this.outcomes.get((delivery != null) ? delivery.status() : Delivery.Status.FAILED).increment();
		});
	}

	/** The response for a repeated request. */
	CompletableFuture<Delivery> again(UUID id) {
		PendingDelivery one = this.live.get(id);
		if (one != null) {
			Delivery now = one.view();
			// If it is written but not durable yet, wait for that. If it was not sent, it
			// stays so.
			boolean unkept = one.receipt.told.isCompletedExceptionally() && now.status() != Delivery.Status.QUEUED;
			return unkept ? one.receipt.end.copy().completeOnTimeout(now, KEEP.toSeconds(), TimeUnit.SECONDS)
					: one.receipt.told.copy();
		}
		return CompletableFuture.completedFuture(
				find(id).orElseThrow(() -> new IllegalStateException("The delivery of a key is gone: " + id)));
	}

	/** A delivery as it is now. */
	public Optional<Delivery> find(UUID id) {
		PendingDelivery one = this.live.get(id);
		return (one != null) ? Optional.of(one.view()) : this.store.find(id).map(this::view);
	}

	/**
	 * The replica that has a delivery in memory: empty if there is no such delivery here
	 * or in the store, an empty word if none does.
	 */
	public Optional<String> owner(UUID id) {
		return this.live.containsKey(id) ? Optional.of("")
				: this.store.find(id)
					.map((stored) -> (stored.status() == Delivery.Status.QUEUED && stored.owner() != null)
							? stored.owner() : "");
	}

	private Delivery view(StoredDelivery stored) {
		List<MessageId> several = stored.replyIds();
		return new Delivery(stored.id(), stored.device(), stored.status(), stored.createdAt(), stored.writtenAt(),
				stored.expiresAt(), stored.begun() ? 1 : 0, stored.messageId(),
				(stored.replyId() != null) ? this.messages.find(stored.replyId()).orElse(null) : null,
				(several != null) ? several.stream().flatMap((id) -> this.messages.find(id).stream()).toList() : null,
				stored.failure());
	}

	/**
	 * Lists deliveries that have ended or are queued, the newest first. One whose reply
	 * is still awaited is listed only without a status filter.
	 */
	public DeliveryPage list(DeliveryQuery query) {
		DeliveryStore.StoredDeliveries page = this.store.list(query);
		return new DeliveryPage(page.items().stream().map((stored) -> {
			PendingDelivery one = this.live.get(stored.id());
			return (one != null && stored.status() == Delivery.Status.QUEUED) ? one.view() : view(stored);
		}).filter((delivery) -> query.status() == null || query.status() == delivery.status()).toList(), page.next());
	}

	/**
	 * Cancels a queued delivery.
	 * @return completes when that is durable; with a JournalUnavailableException if that
	 * takes too long
	 * @throws DeliveryUnknownException if there is none
	 * @throws DeliveryNotQueuedException if it is not queued any more
	 */
	public CompletableFuture<Delivery> cancel(UUID id) {
		PendingDelivery one = this.live.get(id);
		if (one == null) {
			return this.shared.cancel(id)
				.map((cancelled) -> CompletableFuture.completedFuture(view(cancelled)))
				.orElseThrow(() -> new DeliveryNotQueuedException(
						find(id).orElseThrow(() -> new DeliveryUnknownException(id))));
		}
		return this.queues.takeBack(one)
			.thenCompose((taken) -> taken ? DeliveryWriter.soon(one.receipt.end) : cancelHandedBack(one));
	}

	/** It may just have been handed back to the store. */
	private CompletableFuture<Delivery> cancelHandedBack(PendingDelivery one) {
		return CompletableFuture.supplyAsync(() -> this.shared.cancel(one.id()))
			.thenApply((cancelled) -> view(cancelled.orElseThrow(() -> new DeliveryNotQueuedException(one.view()))));
	}

	/**
	 * Some deliveries.
	 *
	 * @param next the id to continue after; null at the end
	 */
	public record DeliveryPage(List<Delivery> items, @Nullable UUID next) {
	}

}
