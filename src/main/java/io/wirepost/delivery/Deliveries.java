package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.connection.Connections;
import io.wirepost.connection.Endpoints;
import io.wirepost.connection.Listeners;
import io.wirepost.connection.ReplyClaims;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.device.Devices;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageJournal;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Gets one message to one device, and its answer back. In order for each device; callers
 * wait without holding a thread. Safe for all threads.
 */
@Component
public class Deliveries implements ReplyClaims, ConnectionObserver {

	/** The longest that a caller may await a reply. */
	public static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

	/** The most deliveries under way in all. */
	static final int MOST = 20_000;

	private final Connections connections;

	private final Endpoints endpoints;

	private final Devices devices;

	private final MessageJournal journal;

	private final Timers timers;

	private final Clock clock;

	private final Map<Delivery.Status, Counter> outcomes;

	/**
	 * A lane for each device, or connection without one, that something is under way to.
	 */
	private final Map<Object, Lane> lanes = new ConcurrentHashMap<>();

	private final AtomicInteger underWay = new AtomicInteger();

	Deliveries(Connections connections, Endpoints endpoints, Devices devices, MessageJournal journal, Timers timers,
			Clock clock, MeterRegistry registry, Listeners listeners, SettingsReader reader) {
		this.connections = connections;
		this.endpoints = endpoints;
		this.devices = devices;
		this.journal = journal;
		this.timers = timers;
		this.clock = clock;
		this.outcomes = outcomes(registry);
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
	 * Sends a payload to a device that is connected, or that can be dialled.
	 * @param awaitReply how long to wait for its answer; null not to wait
	 * @return completes with a delivery that is WRITTEN, REPLIED, REPLY_TIMEOUT or
	 * FAILED; or with one of the exceptions below, or of {@link Connection#send}, if
	 * nothing was written
	 * @throws DeviceUnknownException if there is no such device
	 * @throws DeviceNotConnectedException if it is away
	 * @throws QueueFullException if too much waits already
	 * @throws JournalUnavailableException if the journal cannot be written now
	 */
	public CompletableFuture<Delivery> send(DeviceId device, Payload payload, @Nullable Duration awaitReply) {
		if (this.connections.reach(device).isEmpty() && !this.endpoints.has(device)) {
			this.devices.require(device);
			throw away(device);
		}
		return send(device, device, payload, awaitReply, () -> connect(device));
	}

	private CompletableFuture<Connection> connect(DeviceId device) {
		return this.connections.reach(device)
			.map(CompletableFuture::completedFuture)
			.or(() -> this.endpoints.connect(device))
			.orElseGet(() -> CompletableFuture.failedFuture(away(device)));
	}

	private static DeviceNotConnectedException away(DeviceId device) {
		return new DeviceNotConnectedException("away",
				"The device '%s' is not connected, and Wirepost has no endpoint to dial it".formatted(device));
	}

	/**
	 * Sends a payload on a connection, as {@link #send(DeviceId, Payload, Duration)}
	 * does.
	 * @throws ConnectionUnknownException if there is no such connection
	 */
	public CompletableFuture<Delivery> send(UUID connectionId, Payload payload, @Nullable Duration awaitReply) {
		Connection connection = this.connections.find(connectionId)
			.orElseThrow(() -> new ConnectionUnknownException(connectionId));
		Object lane = (connection.device() != null) ? connection.device() : connectionId;
		return send(lane, connection.device(), payload, awaitReply,
				() -> CompletableFuture.completedFuture(connection));
	}

	private CompletableFuture<Delivery> send(Object key, @Nullable DeviceId device, Payload payload,
			@Nullable Duration awaitReply, Supplier<CompletableFuture<Connection>> route) {
		JournalState state = this.journal.state();
		if (!state.writable() || !this.journal.hasRoom()) {
			throw new JournalUnavailableException(
					state.writable() ? "The journal's inbox is full; try again in a moment" : state.detail());
		}
		if (this.underWay.incrementAndGet() > MOST) {
			this.underWay.decrementAndGet();
			throw new QueueFullException("%d deliveries are under way already; try again later".formatted(MOST));
		}
		Attempt attempt = new Attempt(UuidCreator.getTimeOrderedEpoch(), device, payload, awaitReply,
				this.clock.instant(), route);
		attempt.outcome.whenComplete((delivery, failure) -> {
			this.underWay.decrementAndGet();
			this.outcomes.get((delivery != null) ? delivery.status() : Delivery.Status.FAILED).increment();
		});
		try {
			boolean taken;
			do {
				taken = this.lanes.computeIfAbsent(key, this::lane).submit(attempt);
			}
			while (!taken);
		}
		catch (QueueFullException ex) {
			attempt.outcome.completeExceptionally(ex);
		}
		return attempt.outcome;
	}

	private Lane lane(Object key) {
		Lane[] self = new Lane[1];
		self[0] = new Lane(this.timers, () -> this.lanes.remove(key, self[0]));
		return self[0];
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
		Claim claim = (lane != null) ? lane.claim(connection) : null;
		if (claim == null) {
			lane = this.lanes.get(connection.id());
			claim = (lane != null) ? lane.claim(connection) : null;
		}
		return claim;
	}

	@Override
	public boolean awaits(Connection connection) {
		Lane ofDevice = (connection.device() != null) ? this.lanes.get(connection.device()) : null;
		Lane ofConnection = this.lanes.get(connection.id());
		return (ofDevice != null && ofDevice.awaits(connection))
				|| (ofConnection != null && ofConnection.awaits(connection));
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
			lane.closed(connection);
		}
	}

}
