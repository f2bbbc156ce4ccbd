package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.connection.Connections;
import io.wirepost.connection.Listeners;
import io.wirepost.connection.ReplyClaims;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.device.Devices;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageIds;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import io.wirepost.message.Payload;
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
public class Deliveries implements ReplyClaims, ConnectionObserver, SmartLifecycle {

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

	private final Devices devices;

	private final Routes routes;

	private final MessageJournal journal;

	private final DeliveryStore store;

	private final DeliveryWriter records;

	private final IdempotencyKeys keys;

	private final QueueBounds queue;

	private final Timers timers;

	private final Clock clock;

	private final Map<Delivery.Status, Counter> outcomes;

	/**
	 * A lane for each device, or connection without one, that something is under way to,
	 * or waits for.
	 */
	private final Map<Object, Lane> lanes = new ConcurrentHashMap<>();

	private final Map<UUID, Attempt> live = new ConcurrentHashMap<>();

	private final AtomicInteger underWay = new AtomicInteger();

	/** Apart from the others, so that a broadcast to all takes nobody's place. */
	private final AtomicInteger broadcast = new AtomicInteger();

	private volatile boolean running;

	/** Ids are given and written in one order, which is that of the queue. */
	private final MessageIds ids;

	Deliveries(Connections connections, Devices devices, Routes routes, MessageJournal journal, DeliveryStore store,
			DeliveryWriter records, Timers timers, Clock clock, MeterRegistry registry, Listeners listeners,
			SettingsReader reader) {
		this.connections = connections;
		this.devices = devices;
		this.routes = routes;
		this.journal = journal;
		this.store = store;
		this.records = records;
		this.keys = new IdempotencyKeys(store, clock);
		this.queue = new QueueBounds(reader.read("wirepost.deliveries", DeliverySettings.class).queue());
		this.timers = timers;
		this.clock = clock;
		this.outcomes = outcomes(registry);
		UUID last = store.last();
		this.ids = new MessageIds(clock, new SplittableRandom(new SecureRandom().nextLong()),
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
			Attempt attempt = new Attempt(delivery.id(), device, null, delivery.awaitReply(), delivery.createdAt(),
					expiresAt, delivery.broadcast(), null, () -> this.routes.to(device));
			attempt.recorded = true;
			attempt.expiresNanos = System.nanoTime() + Duration.between(this.clock.instant(), expiresAt).toNanos();
			attempt.told.complete(attempt.view());
			int size = this.store.outgoing(delivery.id()).map((outgoing) -> outgoing.payload().size()).orElse(0);
			this.queue.restore(device, size);
			track(attempt, () -> this.queue.leave(device, size));
			attempt.lane = this.lanes.computeIfAbsent(device, this::lane);
			attempt.lane.restore(attempt);
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
			this.devices.require(device);
			if (options.expiresIn() == null) {
				throw Routes.away(device);
			}
		}
		checkJournal();
		if (options.expiresIn() != null && !this.routes.isConnected(device)) {
			this.routes.check(device, outgoing.payload());
		}
		Attempt attempt = start(device, device, outgoing, options, null, key, () -> this.routes.to(device));
		return attempt.told;
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
			Object lane = (connection.device() != null) ? connection.device() : connectionId;
			return start(lane, connection.device(), outgoing, options, null, key,
					() -> this.routes.on(connection)).told;
		});
	}

	private CompletableFuture<Delivery> once(String target, Outgoing outgoing, SendOptions options, Sending sending) {
		String key = options.idempotencyKey();
		if (key == null) {
			return sending.send(null);
		}
		return this.keys.once(key, IdempotencyKeys.fingerprint(target, outgoing, options),
				(fingerprint) -> sending.send(new KeyUse(key, fingerprint)), this::known);
	}

	/** What is told of a delivery that was asked for before. */
	private CompletableFuture<Delivery> known(UsedKey key) {
		Attempt attempt = this.live.get(key.delivery());
		if (attempt != null) {
			Delivery now = view(attempt);
			// Written, but not kept yet: that may be over. Not sent stays not sent.
			boolean unkept = attempt.told.isCompletedExceptionally() && now.status() != Delivery.Status.QUEUED;
			return unkept ? attempt.end.copy().completeOnTimeout(now, KEEP.toSeconds(), TimeUnit.SECONDS)
					: attempt.told.copy();
		}
		return CompletableFuture.completedFuture(find(key.delivery())
			.orElseThrow(() -> new IllegalStateException("The delivery of a key is gone: " + key.delivery())));
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
	Attempt start(Object lane, @Nullable DeviceId device, Outgoing outgoing, SendOptions options,
			@Nullable UUID broadcast, @Nullable KeyUse key, Supplier<CompletableFuture<Route>> route) {
		int size = outgoing.payload().size();
		Runnable release = (options.expiresIn() != null && device != null) ? waiting(device, size)
				: underWay((broadcast != null) ? this.broadcast : this.underWay);
		Instant now = this.clock.instant();
		Instant expiresAt = (options.expiresIn() != null) ? now.plus(options.expiresIn()) : null;
		Attempt attempt;
		synchronized (this.ids) {
			UUID id = this.ids.next().value();
			UsedKey used = (key != null) ? new UsedKey(key.key(), key.fingerprint(), id) : null;
			attempt = new Attempt(id, device, outgoing, options.awaitReply(), now, expiresAt, broadcast, used, route);
			if (options.expiresIn() != null) {
				attempt.expiresNanos = System.nanoTime() + options.expiresIn().toNanos();
			}
			attempt.recorded = expiresAt != null || used != null || broadcast != null;
			track(attempt, release);
			if (attempt.recorded) {
				record(lane, attempt);
			}
		}
		if (!attempt.recorded) {
			submit(lane, attempt);
		}
		return attempt;
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

	private void track(Attempt attempt, Runnable release) {
		this.live.put(attempt.id, attempt);
		attempt.end.whenComplete((delivery, failure) -> {
			this.live.remove(attempt.id);
			release.run();
			this.outcomes.get((delivery != null) ? delivery.status() : Delivery.Status.FAILED).increment();
		});
	}

	private void record(Object lane, Attempt attempt) {
		AtomicBoolean decided = new AtomicBoolean();
		var tooLong = this.timers.after(KEEP, () -> {
			if (decided.compareAndSet(false, true)) {
				attempt.told.completeExceptionally(
						new JournalUnavailableException("The message could not be kept so far, and so was not sent"));
			}
		});
		StoredDelivery record = attempt.stored(Delivery.Status.QUEUED, null);
		this.records.write(new DeliveryStore.Change.Add(record, attempt.outgoing, attempt.key))
			.whenComplete((nothing, failure) -> {
				tooLong.cancel(false);
				if (failure != null) {
					attempt.end.completeExceptionally(failure);
				}
				else if (decided.compareAndSet(false, true)) {
					submit(lane, attempt);
				}
				else {
					// Its sender was told that it is not sent.
					this.records.write(new DeliveryStore.Change.Remove(record))
						.whenComplete((removed, ex) -> attempt.end.cancel(false));
				}
			});
	}

	private void submit(Object key, Attempt attempt) {
		Lane lane;
		do {
			lane = this.lanes.computeIfAbsent(key, this::lane);
			attempt.lane = lane;
		}
		while (!lane.submit(attempt));
	}

	private Lane lane(Object key) {
		Lane[] self = new Lane[1];
		BooleanSupplier redials = () -> key instanceof DeviceId device && this.routes.isDialled(device);
		self[0] = new Lane(this.timers, this.records, redials, () -> this.lanes.remove(key, self[0]));
		return self[0];
	}

	/** A delivery as it is now. */
	public Optional<Delivery> find(UUID id) {
		Attempt attempt = this.live.get(id);
		return (attempt != null) ? Optional.of(view(attempt)) : this.store.find(id).map(this::view);
	}

	private static Delivery view(Attempt attempt) {
		Lane lane = attempt.lane;
		return (lane != null) ? lane.view(attempt) : attempt.view();
	}

	private Delivery view(StoredDelivery stored) {
		return new Delivery(stored.id(), stored.device(), stored.status(), stored.createdAt(), stored.writtenAt(),
				stored.expiresAt(), stored.begun() ? 1 : 0, stored.messageId(),
				(stored.replyId() != null) ? this.journal.find(stored.replyId()).orElse(null) : null, stored.failure());
	}

	/**
	 * Deliveries that have ended, or wait for their devices; the newest first. One that
	 * was written, and whose answer is still awaited, is listed where no status is asked
	 * for.
	 */
	public Page list(DeliveryQuery query) {
		DeliveryStore.Page page = this.store.list(query);
		return new Page(page.items().stream().map((stored) -> {
			Attempt attempt = this.live.get(stored.id());
			return (attempt != null && stored.status() == Delivery.Status.QUEUED) ? view(attempt) : view(stored);
		}).filter((delivery) -> query.status() == null || query.status() == delivery.status()).toList(), page.next());
	}

	/** How many messages wait for a device. */
	public int queued(DeviceId device) {
		return this.queue.of(device);
	}

	/**
	 * Takes a delivery back that waits for its device.
	 * @return completes when that is kept; with a JournalUnavailableException if that
	 * takes too long
	 * @throws DeliveryUnknownException if there is none
	 * @throws DeliveryNotQueuedException if it does not wait any more
	 */
	public CompletableFuture<Delivery> cancel(UUID id) {
		Attempt attempt = this.live.get(id);
		if (attempt != null) {
			Lane lane = attempt.lane;
			if (lane != null && lane.takeBack(attempt, Delivery.Status.CANCELLED)) {
				return DeliveryWriter.soon(attempt.end);
			}
		}
		Delivery delivery = find(id).orElseThrow(() -> new DeliveryUnknownException(id));
		throw new DeliveryNotQueuedException(delivery);
	}

	/**
	 * Takes back whatever waits for a device.
	 * @return completes when that is kept; with a JournalUnavailableException if that
	 * takes too long
	 */
	public CompletableFuture<Void> cancelAll(DeviceId device) {
		Lane lane = this.lanes.get(device);
		if (lane == null) {
			return CompletableFuture.completedFuture(null);
		}
		return DeliveryWriter.soon(CompletableFuture
			.allOf(lane.takeBackAll().stream().map((attempt) -> attempt.end).toArray(CompletableFuture[]::new)));
	}

	/** The charset in which a device reads text, as far as that is known. May block. */
	public Charset charset(DeviceId device) {
		return this.routes.charset(device);
	}

	/**
	 * A counter for each outcome, there from the start, so that an alert has something to
	 * look at.
	 */
	private static Map<Delivery.Status, Counter> outcomes(MeterRegistry registry) {
		Map<Delivery.Status, Counter> counters = new EnumMap<>(Delivery.Status.class);
		for (Delivery.Status outcome : Delivery.Status.values()) {
			String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
			counters.put(outcome, Counter.builder("wirepost.deliveries").tag("outcome", word).register(registry));
		}
		return counters;
	}

	@Override
	public @Nullable Claim claim(Connection connection, @Nullable DeviceId device, Payload frame) {
		Lane lane = (device != null) ? this.lanes.get(device) : null;
		Claim claim = (lane != null) ? lane.replies().claim(connection, frame) : null;
		if (claim == null) {
			lane = this.lanes.get(connection.id());
			claim = (lane != null) ? lane.replies().claim(connection, frame) : null;
		}
		return claim;
	}

	@Override
	public boolean awaits(Connection connection) {
		Lane ofDevice = (connection.device() != null) ? this.lanes.get(connection.device()) : null;
		Lane ofConnection = this.lanes.get(connection.id());
		return (ofDevice != null && ofDevice.replies().awaits(connection))
				|| (ofConnection != null && ofConnection.replies().awaits(connection));
	}

	@Override
	public void arrived(Connection connection, DeviceId device, boolean stable) {
		reachable(device);
	}

	/** What waits for a device goes to it now, if that can be. Does not block. */
	public void reachable(DeviceId device) {
		Lane lane = this.lanes.get(device);
		if (lane != null) {
			lane.wake();
		}
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		closed(connection, device);
	}

	@Override
	public void closed(Connection connection) {
		closed(connection, connection.id());
	}

	private void closed(Connection connection, Object key) {
		Lane lane = this.lanes.get(key);
		if (lane != null) {
			lane.replies().closed(connection);
		}
	}

	/**
	 * Some deliveries.
	 *
	 * @param next the id to go on behind; null at the end
	 */
	public record Page(List<Delivery> items, @Nullable UUID next) {
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
