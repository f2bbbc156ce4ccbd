package io.wirepost.delivery;

import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.Listeners;
import io.wirepost.delivery.reply.ReplyPolicy;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.device.Devices;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.SteadyTime;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Gets one message to one device, and its answer back. In order for each device; callers
 * wait without holding a thread. What may wait for a device that is away is kept before
 * its sender is told so. Safe for all threads; what reads the store is not for event
 * loops.
 */
@Component
public class Deliveries {

	/** The longest that a caller may await a reply. */
	public static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

	/** The longest that a message may wait for its device. */
	public static final Duration LONGEST_EXPIRY = Duration.ofDays(30);

	private final Connections connections;

	private final Routes routes;

	private final DeliveryLog log;

	private final DeviceQueues queues;

	private final IdempotencyKeys keys;

	private final Admission admission;

	private final QueueSharing sharing;

	Deliveries(Connections connections, Devices devices, Routes routes, DeliveryStore store, DeliveryLog log,
			DeviceQueues queues, Admission admission, Clock clock, Listeners listeners, SettingsReader reader,
			QueueSharing sharing) {
		this.sharing = sharing;
		this.connections = connections;
		this.routes = routes;
		this.log = log;
		this.queues = queues;
		this.admission = admission;
		// A key's age is that of its delivery: setting the clock must make none old.
		this.keys = new IdempotencyKeys(store, new SteadyTime(clock));
		listeners.settings().forEach((name, listener) -> check("wirepost.listeners." + name, listener.reply(), reader));
		devices.settings().forEach((device, settings) -> check("wirepost.devices." + device, settings.reply(), reader));
	}

	static void check(String property, @Nullable Map<String, String> reply, SettingsReader reader) {
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
			ReplyPolicy.of(reply);
		}
		catch (InvalidSettingsException ex) {
			throw ex.within("reply");
		}
	}

	/**
	 * The correlation id that a frame would be matched by.
	 * @param reply valid reply settings
	 * @return null if it has none, or the settings match without one
	 */
	public static @Nullable String correlationOf(Settings reply, Payload frame, Charset charset) {
		return ReplyPolicy.of(reply).matcher().ofReply(frame, charset);
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
			Admission.@Nullable KeyUse key) {
		if (!this.routes.isReachable(device)) {
			this.routes.require(device);
			if (options.expiresIn() == null) {
				throw Routes.away(device);
			}
		}
		this.admission.checkJournal();
		if (options.expiresIn() != null && !this.routes.isConnected(device)) {
			this.routes.check(device, outgoing.payload());
		}
		return this.admission.start(device, device, outgoing, options, null, key,
				() -> this.routes.to(device)).receipt.told;
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
			this.admission.checkJournal();
			Object target = (connection.device() != null) ? connection.device() : connectionId;
			return this.admission.start(target, connection.device(), outgoing, options, null, key,
					() -> this.routes.on(connection)).receipt.told;
		});
	}

	private CompletableFuture<Delivery> once(String target, Outgoing outgoing, SendOptions options, Sending sending) {
		SendOptions.Key key = options.idempotencyKey();
		if (key == null) {
			return sending.send(null);
		}
		return this.keys.once(key, IdempotencyKeys.fingerprint(target, outgoing, options),
				(fingerprint) -> sending.send(new Admission.KeyUse(key.stored(), fingerprint)),
				(used) -> this.log.again(used.delivery()));
	}

	/** How many messages wait for each of some devices. May read the store. */
	public Map<DeviceId, Integer> queued(Collection<DeviceId> devices) {
		return this.admission.queued(devices);
	}

	/**
	 * Takes back whatever waits for a device.
	 * @return completes when that is kept; with a JournalUnavailableException if that
	 * takes too long
	 */
	public CompletableFuture<Void> cancelAll(DeviceId device) {
		this.sharing.cancelAll(device);
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

	/** Sends, under a key or without one. */
	@FunctionalInterface
	private interface Sending {

		CompletableFuture<Delivery> send(Admission.@Nullable KeyUse key);

	}

}
