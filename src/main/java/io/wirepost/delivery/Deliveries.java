package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.Listeners;
import io.wirepost.delivery.reply.ReplyMatcher;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.device.Devices;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageIds;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.SteadyTime;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Gets one message to one device, and its answer back. In order for each device; callers
 * wait without holding a thread. What may wait for a device that is away is kept before
 * its sender is told so. Safe for all threads; what reads the store is not for event
 * loops.
 */
@Component
public class Deliveries implements SmartLifecycle {

	/** The longest that a caller may await a reply. */
	public static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

	/** The longest that a message may wait for its device. */
	public static final Duration LONGEST_EXPIRY = Duration.ofDays(30);

	/**
	 * The most deliveries under way in all, and as many of broadcasts, beside those that
	 * wait for their device.
	 */
	static final int MOST = 20_000;

	private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

	/** How long a caller waits until what may wait for its device is kept. */
	private static final Duration KEEP = Duration.ofSeconds(5);

	private static final int SCAN = 1000;

	private final Connections connections;

	private final Routes routes;

	private final MessageJournal journal;

	private final DeliveryStore store;

	private final DeliveryWriter records;

	private final DeliveryLog log;

	private final DeviceQueues queues;

	private final IdempotencyKeys keys;

	private final QueueBounds queue;

	private final Timers timers;

	private final Clock clock;

	private final AtomicInteger underWay = new AtomicInteger();

	/** Apart from the others, so that a broadcast to all takes nobody's place. */
	private final AtomicInteger broadcast = new AtomicInteger();

	private volatile boolean running;

	/** Ids are given and written in one order, which is that of the queue. */
	private final MessageIds ids;

	Deliveries(Connections connections, Devices devices, Routes routes, MessageJournal journal, DeliveryStore store,
			DeliveryWriter records, DeliveryLog log, DeviceQueues queues, Timers timers, Clock clock,
			MeterRegistry registry, Listeners listeners, SettingsReader reader) {
		this.connections = connections;
		this.routes = routes;
		this.journal = journal;
		this.store = store;
		this.records = records;
		this.log = log;
		this.queues = queues;
		// Ids tell how old deliveries and keys are: a clock that is set makes none of
		// them old.
		SteadyTime time = new SteadyTime(clock);
		this.keys = new IdempotencyKeys(store, time);
		this.queue = new QueueBounds(reader.read("wirepost.deliveries", DeliverySettings.class).queue());
		this.timers = timers;
		this.clock = clock;
		UUID last = store.lastId();
		this.ids = new MessageIds(time, new SplittableRandom(new SecureRandom().nextLong()),
				(last != null) ? new MessageId(last) : null);
		Gauge.builder("wirepost.deliveries.queued", this.queue::messages)
			.description("Messages that wait for their device, or are just being sent from there")
			.register(registry);
		listeners.settings().forEach((name, listener) -> check("wirepost.listeners." + name, listener.reply(), reader));
		devices.settings().forEach((device, settings) -> check("wirepost.devices." + device, settings.reply(), reader));
	}

	private static void check(String property, @Nullable Map<String, String> reply, SettingsReader reader) {
		try {
			checkReply((reply != null) ? new Settings(reply) : Settings.NONE);
		}
		catch (InvalidSettingsException ex) {
			reader.faults(property, ex);
		}
	}

	/**
	 * Whether replies can be matched as these settings say.
	 * @throws InvalidSettingsException if not, with properties below {@code reply}
	 */
	public static void checkReply(Settings reply) {
		try {
			ReplyMatcher.of(reply);
		}
		catch (InvalidSettingsException ex) {
			throw ex.within("reply");
		}
	}

	/**
	 * What waited when the process last ended waits again, unless it has expired. What
	 * was being sent then, nobody knows the end of; it is not sent again.
	 */
	@Override
	public void start() {
		this.running = true;
		int unknown = 0;
		UUID last = null;
		for (List<StoredDelivery> some = this.store.queued(null, SCAN); !some.isEmpty(); some = this.store.queued(last,
				SCAN)) {
			for (StoredDelivery delivery : some) {
				last = delivery.id();
				if (delivery.begun()) {
					unknown++;
				}
				restore(delivery);
			}
		}
		if (unknown > 0) {
			LOG.warn("{} deliveries were being sent when the process ended; they are FAILED, with the failure {}",
					unknown, Failures.UNKNOWN_OUTCOME);
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** When it is known who is dialled, and before anybody comes. */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 8192;
	}

	private void restore(StoredDelivery delivery) {
		Instant expiresAt = delivery.expiresAt();
		DeviceId device = delivery.device();
		if (delivery.begun()) {
			this.records.write(
					new DeliveryStore.Change.Update(delivery.ended(Delivery.Status.FAILED, Failures.UNKNOWN_OUTCOME)));
		}
		else if (device == null || expiresAt == null) {
			// Its sender was not told of it, and it was not sent.
			this.records.write(delivery.broadcast() == null ? new DeliveryStore.Change.Remove(delivery)
					: new DeliveryStore.Change.Update(delivery.ended(Delivery.Status.FAILED, "away")));
		}
		else if (!expiresAt.isAfter(this.clock.instant())) {
			this.records.write(new DeliveryStore.Change.Update(delivery.ended(Delivery.Status.EXPIRED, null)));
		}
		else {
			long expiresNanos = System.nanoTime() + Duration.between(this.clock.instant(), expiresAt).toNanos();
			PendingDelivery one = new PendingDelivery(
					new DeliveryTerms(delivery.id(), device, delivery.awaitReply(), delivery.createdAt(), expiresAt,
							expiresNanos, delivery.broadcast()),
					true, new Receipt(null, null, () -> this.routes.to(device)));
			one.receipt.told.complete(one.view());
			int size = this.store.outgoing(delivery.id()).map((outgoing) -> outgoing.payload().size()).orElse(0);
			this.queue.restore(device, size);
			this.log.track(one, () -> this.queue.leave(device, size));
			this.queues.restore(device, one);
		}
	}

	/**
	 * Sends a payload to a device, or keeps it for one that is away.
	 * @return completes with a delivery of any status; or with one of the exceptions
	 * below, or of {@link Connection#send}, if nothing was written
	 * @throws DeviceUnknownException if there is no such device
	 * @throws DeviceNotConnectedException if it is away, and nothing is to be kept
	 * @throws QueueFullException if too much waits already
	 * @throws JournalUnavailableException if the journal cannot be written now
	 * @throws KeyReusedException if something else was sent under the idempotency key
	 */
	public CompletableFuture<Delivery> send(DeviceId device, Outgoing outgoing, SendOptions options) {
		return once("device " + device, outgoing, options, (key) -> sendNow(device, outgoing, options, key));
	}

	private CompletableFuture<Delivery> sendNow(DeviceId device, Outgoing outgoing, SendOptions options,
			@Nullable KeyUse key) {
		if (!this.routes.isReachable(device)) {
			this.routes.require(device);
			if (options.expiresIn() == null) {
				throw Routes.away(device);
			}
		}
		checkJournal();
		if (options.expiresIn() != null && !this.routes.isConnected(device)) {
			this.routes.check(device, outgoing.payload());
		}
		return start(device, device, outgoing, options, null, key, () -> this.routes.to(device)).receipt.told;
	}

	/**
	 * Sends a payload on a connection, as {@link #send(DeviceId, Outgoing, SendOptions)}
	 * does.
	 * @throws ConnectionUnknownException if there is no such connection
	 */
	public CompletableFuture<Delivery> send(UUID connectionId, Outgoing outgoing, SendOptions options) {
		return once("connection " + connectionId, outgoing, options, (key) -> {
			Connection connection = this.connections.find(connectionId)
				.orElseThrow(() -> new ConnectionUnknownException(connectionId));
			checkJournal();
			Object target = (connection.device() != null) ? connection.device() : connectionId;
			return start(target, connection.device(), outgoing, options, null, key,
					() -> this.routes.on(connection)).receipt.told;
		});
	}

	private CompletableFuture<Delivery> once(String target, Outgoing outgoing, SendOptions options, Sending sending) {
		String key = options.idempotencyKey();
		if (key == null) {
			return sending.send(null);
		}
		return this.keys.once(key, IdempotencyKeys.fingerprint(target, outgoing, options),
				(fingerprint) -> sending.send(new KeyUse(key, fingerprint)), (used) -> this.log.again(used.delivery()));
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
			@Nullable UUID broadcast, @Nullable KeyUse key, Supplier<CompletableFuture<Route>> route) {
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
					new DeliveryTerms(id, device, options.awaitReply(), now, expiresAt, expiresNanos, broadcast),
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

	/** An id behind all that were given before. */
	UUID newId() {
		synchronized (this.ids) {
			return this.ids.next().value();
		}
	}

	private Runnable waiting(DeviceId device, int size) {
		synchronized (this.queue) {
			this.queue.enter(device, size);
		}
		return () -> this.queue.leave(device, size);
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
				one.receipt.told.completeExceptionally(
						new JournalUnavailableException("The message could not be kept so far, and so was not sent"));
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

	/** How many messages wait for a device. */
	public int queued(DeviceId device) {
		return this.queue.of(device);
	}

	/**
	 * Takes back whatever waits for a device.
	 * @return completes when that is kept; with a JournalUnavailableException if that
	 * takes too long
	 */
	public CompletableFuture<Void> cancelAll(DeviceId device) {
		return DeliveryWriter.soon(this.queues.takeBackAll(device)
			.thenCompose((taken) -> CompletableFuture
				.allOf(taken.stream().map((one) -> one.receipt.end).toArray(CompletableFuture[]::new))));
	}

	/** What waits for a device goes to it now, if that can be. Does not block. */
	public void reachable(DeviceId device) {
		this.queues.wake(device);
	}

	/** The charset in which a device reads text, as far as that is known. May block. */
	public Charset charset(DeviceId device) {
		return this.routes.charset(device);
	}

	/** A key that a caller gave. */
	record KeyUse(String key, String fingerprint) {
	}

	/** Sends, under a key or without one. */
	@FunctionalInterface
	private interface Sending {

		CompletableFuture<Delivery> send(@Nullable KeyUse key);

	}

}
