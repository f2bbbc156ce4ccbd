package io.wirepost.delivery;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.delivery.reply.ExchangeRun;
import io.wirepost.journal.Change;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageIds;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.SteadyTime;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Takes deliveries in: keeps them within bounds, gives them ids, records what has to
 * outlive the process, and puts them into their queues. Safe for all threads; does not
 * block.
 */
@Component
class Admission {

	/**
	 * The most deliveries under way in all, and as many of broadcasts, beside those that
	 * wait for their device.
	 */
	static final int MOST = 20_000;

	/** How long a caller waits until what may wait for its device is kept. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	private final MessageJournal journal;

	private final DeliveryWriter records;

	private final DeliveryLog log;

	private final DeviceQueues queues;

	private final QueueBounds waiting;

	private final Timers timers;

	private final QueueSharing sharing;

	private final Clock clock;

	private final AtomicInteger underWay = new AtomicInteger();

	/** Apart from the others, so that a broadcast to all takes nobody's place. */
	private final AtomicInteger broadcast = new AtomicInteger();

	/** Ids are given and written in one order, which is that of the queue. */
	private final MessageIds ids;

	Admission(MessageJournal journal, DeliveryStore store, DeliveryWriter records, DeliveryLog log, DeviceQueues queues,
			Timers timers, Clock clock, MeterRegistry registry, SettingsReader reader, QueueSharing sharing) {
		this.sharing = sharing;
		this.journal = journal;
		this.records = records;
		this.log = log;
		this.queues = queues;
		this.waiting = new QueueBounds(reader.read("wirepost.deliveries", DeliverySettings.class).queue());
		this.timers = timers;
		this.clock = clock;
		UUID last = store.lastId();
		// Ids tell how old deliveries are: setting the clock must make none of them old.
		this.ids = new MessageIds(new SteadyTime(clock), new SplittableRandom(new SecureRandom().nextLong()),
				(last != null) ? new MessageId(last) : null);
		Gauge.builder("wirepost.deliveries.queued", this.waiting::messages)
			.description("Messages that wait for their device, or are just being sent from there")
			.register(registry);
	}

	/** Refuses to send while what is sent could not be journaled. */
	void checkJournal() {
		JournalState state = this.journal.state();
		if (!state.writable() || !this.journal.hasRoom()) {
			throw new JournalUnavailableException(
					state.writable() ? "The journal's inbox is full; try again in a moment" : state.detail());
		}
	}

	/**
	 * Begins a delivery: what has to outlive the process is kept first.
	 * @throws QueueFullException if too much waits already
	 */
	PendingDelivery start(Object target, @Nullable DeviceId device, Outgoing outgoing, SendOptions options,
			@Nullable UUID broadcast, @Nullable KeyUse key, Supplier<CompletableFuture<Routes.Route>> route) {
		int size = outgoing.payload().size();
		Runnable release = (options.expiresIn() != null && device != null) ? waiting(device, size)
				: underWay((broadcast != null) ? this.broadcast : this.underWay);
		Instant now = this.clock.instant();
		Instant expiresAt = (options.expiresIn() != null) ? now.plus(options.expiresIn()) : null;
		PendingDelivery one;
		synchronized (this.ids) {
			UUID id = this.ids.next().value();
			UsedKey used = (key != null) ? new UsedKey(key.key(), key.fingerprint(), id) : null;
			long expiresNanos = (options.expiresIn() != null) ? System.nanoTime() + options.expiresIn().toNanos() : 0;
			one = new PendingDelivery(
					new DeliveryTerms(id, device, options.awaitReply(), options.replyEnd(), now, expiresAt,
							expiresNanos, broadcast, options.trace()),
					expiresAt != null || used != null || broadcast != null, new Receipt(used, outgoing, route));
			this.log.track(one, release);
			if (one.recorded) {
				record(target, one);
			}
		}
		if (!one.recorded) {
			this.queues.submit(target, one);
		}
		return one;
	}

	/**
	 * Begins a conversation.
	 * @param longest how long it takes at the most
	 * @throws QueueFullException if too much waits already
	 */
	PendingDelivery start(ExchangeRun exchange, Duration longest, Supplier<CompletableFuture<Routes.Route>> route) {
		Runnable release = underWay(this.underWay);
		Duration turn = (longest.compareTo(OutstandingReplies.TURN) > 0) ? longest : OutstandingReplies.TURN;
		PendingDelivery one = new PendingDelivery(new DeliveryTerms(exchange.id(), exchange.device(), turn, null,
				this.clock.instant(), null, 0, null, exchange.trace()), false, new Receipt(exchange, route));
		one.receipt.end.whenComplete((delivery, failure) -> release.run());
		this.queues.submit(exchange.device(), one);
		return one;
	}

	/**
	 * Takes in a delivery that waited when the process last ended, or in the store that
	 * replicas share: then its device is there.
	 */
	void restore(DeviceId device, PendingDelivery one, int size) {
		one.receipt.told.complete(one.view());
		one.promised = true;
		this.waiting.restore(device, size);
		this.log.track(one, () -> this.waiting.leave(device, size));
		if (this.sharing.handsBack()) {
			this.queues.submit(device, one);
		}
		else {
			this.queues.restore(device, one);
		}
	}

	/** How many messages wait for each of some devices. May read the store. */
	Map<DeviceId, Integer> queued(Collection<DeviceId> devices) {
		return this.sharing.handsBack() ? this.sharing.queued(devices)
				: devices.stream().collect(Collectors.toMap((device) -> device, this.waiting::of, (one, same) -> one));
	}

	/** An id behind all that were given before. */
	UUID newId() {
		synchronized (this.ids) {
			return this.ids.next().value();
		}
	}

	private Runnable waiting(DeviceId device, int size) {
		this.waiting.check(this.sharing.load(device), size);
		synchronized (this.waiting) {
			this.waiting.enter(device, size);
		}
		return () -> this.waiting.leave(device, size);
	}

	private static Runnable underWay(AtomicInteger count) {
		if (count.incrementAndGet() > MOST) {
			count.decrementAndGet();
			throw new QueueFullException("%d deliveries are under way already; try again later".formatted(MOST));
		}
		return count::decrementAndGet;
	}

	private void record(Object target, PendingDelivery one) {
		AtomicBoolean decided = new AtomicBoolean();
		var tooLong = this.timers.after(KEEP, () -> {
			if (decided.compareAndSet(false, true)) {
				one.receipt.told.completeExceptionally(new JournalUnavailableException(
						"The message could not be stored yet, and so was not sent; send it again with an Idempotency-Key"));
			}
		});
		StoredDelivery record = one.stored(Delivery.Status.QUEUED, null);
		this.records.write(new DeliveryStore.Change.Add(record, one.receipt.outgoing, one.receipt.key))
			.whenComplete((outcome, failure) -> {
				tooLong.cancel(false);
				if (failure != null) {
					one.receipt.end.completeExceptionally(failure);
				}
				else if (outcome instanceof DeliveryStore.KeyTaken taken) {
					again(one, taken.by());
				}
				else if (decided.compareAndSet(false, true)) {
					this.queues.submit(target, one);
				}
				else {
					// Its sender was told that it is not sent.
					this.records.write(new DeliveryStore.Change.Remove(record))
						.whenComplete((removed, ex) -> one.receipt.end.cancel(false));
				}
			});
	}

	/** Another request with the same key came first, so this one is not sent. */
	private void again(PendingDelivery one, UsedKey before) {
		this.records.read(() -> {
			IdempotencyKeys.check(before.key(), before.fingerprint(),
					Objects.requireNonNull(one.receipt.key).fingerprint());
			return this.log.again(before.delivery());
		}).thenCompose(Function.identity()).whenComplete((delivery, failure) -> {
			if (failure == null) {
				one.receipt.told.complete(delivery);
			}
			else {
				one.receipt.told
					.completeExceptionally((failure instanceof CompletionException && failure.getCause() != null)
							? failure.getCause() : failure);
			}
			one.receipt.end.cancel(false);
		});
	}

	/** A key that a caller gave. */
	record KeyUse(String key, String fingerprint) {
	}

}
