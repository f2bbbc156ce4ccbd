package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.wirepost.connection.Connections;
import io.wirepost.device.Device;
import io.wirepost.device.DeviceUnknownException;
import io.wirepost.device.Devices;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.journal.Change;
import io.wirepost.message.DeviceId;
import io.wirepost.message.TraceParent;
import io.wirepost.message.PayloadNotEncodableException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Sends one payload to many devices: a delivery for each, so that one that is away or
 * refuses it costs the others nothing. Safe for all threads; may block.
 */
@Component
public class Broadcasts {

	/** The most devices of one broadcast. */
	public static final int MOST = 20_000;

	private static final int SCAN = 1000;

	private final Admission admission;

	private final Routes routes;

	private final Devices devices;

	private final Connections connections;

	private final DeliveryStore store;

	private final DeliveryWriter records;

	private final Clock clock;

	private final QueueSharing sharing;

	Broadcasts(Admission admission, Routes routes, Devices devices, Connections connections, DeliveryStore store,
			DeliveryWriter records, Clock clock, QueueSharing sharing) {
		this.sharing = sharing;
		this.admission = admission;
		this.routes = routes;
		this.devices = devices;
		this.connections = connections;
		this.store = store;
		this.records = records;
		this.clock = clock;
	}

	/**
	 * Sends to devices by their ids, each once.
	 * @param outgoing what to send to a device; may throw as {@link Deliveries#send} does
	 * @param expiresIn how long to keep it for those that are away; null not to keep it
	 * @param trace the trace of the request; null for none
	 * @return completes with the broadcast once it is kept
	 * @throws io.wirepost.journal.JournalUnavailableException if the journal cannot be
	 * written now
	 */
	public CompletableFuture<Broadcast> send(Collection<DeviceId> to, Function<DeviceId, Outgoing> outgoing,
			@Nullable Duration expiresIn, @Nullable TraceParent trace) {
		this.admission.checkJournal();
		UUID id = this.admission.newId();
		Instant now = this.clock.instant();
		Set<DeviceId> all = new LinkedHashSet<>(to);
		Set<DeviceId> elsewhere = this.sharing.elsewhere(all);
		int failed = 0;
		for (DeviceId device : all) {
			try {
				if (elsewhere.contains(device)) {
					startElsewhere(id, device, outgoing.apply(device), expiresIn, now, trace);
					continue;
				}
				start(id, device, outgoing.apply(device), new SendOptions(null, null, expiresIn, null, trace));
			}
			catch (DeviceUnknownException | DeviceNotConnectedException | QueueFullException | PayloadTooLargeException
					| PayloadNotFrameableException | PayloadNotEncodableException ex) {
				failed++;
				this.records.write(new DeliveryStore.Change.Add(failed(id, device, now, ex), null, null));
			}
		}
		Broadcast broadcast = new Broadcast(id, now, all.size(), failed, Map.of());
		// Written behind its deliveries: when it is kept, they are.
		return DeliveryWriter.soon(this.records.write(new DeliveryStore.Change.AddBroadcast(broadcast)))
			.thenApply((kept) -> {
				elsewhere.forEach(this.sharing::freed);
				return broadcast;
			});
	}

	/** The replica that has the device sends it, from the store. */
	private void startElsewhere(UUID broadcast, DeviceId device, Outgoing outgoing, @Nullable Duration expiresIn,
			Instant now, @Nullable TraceParent trace) {
		this.routes.check(device, outgoing.payload());
		Instant expiresAt = (expiresIn != null) ? now.plus(expiresIn) : null;
		this.records.writeFree(
				new DeliveryStore.Change.Add(
						new StoredDelivery(this.admission.newId(), device, Delivery.Status.QUEUED, false, now, null,
								expiresAt, null, null, null, null, null, null, broadcast, trace, null, 0),
						outgoing, null));
	}

	private void start(UUID id, DeviceId device, Outgoing outgoing, SendOptions options) {
		if (!this.routes.isReachable(device)) {
			this.devices.require(device);
			if (options.expiresIn() == null) {
				throw Routes.away(device);
			}
		}
		if (!this.routes.isConnected(device)) {
			this.routes.check(device, outgoing.payload());
		}
		this.admission.start(device, device, outgoing, options, id, null, () -> this.routes.to(device));
	}

	private StoredDelivery failed(UUID broadcast, DeviceId device, Instant now, RuntimeException failure) {
		return new StoredDelivery(this.admission.newId(), device, Delivery.Status.FAILED, false, now, null, null, null,
				null, Failures.word(failure), null, broadcast);
	}

	/**
	 * The devices that have a tag.
	 * @throws TooManyDevicesException if they are more than {@value #MOST}
	 */
	public List<DeviceId> tagged(String tag) {
		List<DeviceId> found = new ArrayList<>();
		List<Device> some = this.devices.list(null, tag, null, SCAN);
		while (!some.isEmpty()) {
			some.forEach((device) -> add(found, device.id()));
			some = this.devices.list(null, tag, found.get(found.size() - 1), SCAN);
		}
		return found;
	}

	/**
	 * The devices that are connected.
	 * @throws TooManyDevicesException if they are more than {@value #MOST}
	 */
	public List<DeviceId> connected() {
		List<DeviceId> found = new ArrayList<>();
		Set<DeviceId> all = new LinkedHashSet<>();
		this.connections.devicesAfter(null).forEach(all::add);
		this.sharing.connected(MOST + 1).forEach(all::add);
		all.forEach((device) -> add(found, device));
		return found;
	}

	private static void add(List<DeviceId> found, DeviceId device) {
		if (found.size() == MOST) {
			throw new TooManyDevicesException(MOST);
		}
		found.add(device);
	}

	/** A broadcast with its counts as they are now. */
	public Optional<Broadcast> find(UUID id) {
		return this.store.findBroadcast(id);
	}

}
