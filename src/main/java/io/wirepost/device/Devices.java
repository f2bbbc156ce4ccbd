package io.wirepost.device;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.wirepost.cluster.OwnerStore;
import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.EndpointSettings;
import io.wirepost.connection.Endpoints;
import io.wirepost.journal.Change;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageEraser;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.settings.SharedSettings;
import io.wirepost.transport.Traffic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * All devices: configured, put, seen before, or connected. Safe for all threads; may
 * touch the disk, so not for event loops.
 */
@Component
public class Devices implements SmartInitializingSingleton, SharedSettings {

	private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

	private static final int SCAN = 1000;

	/** How long a deletion waits for the device's connections to close. */
	private static final long GONE_SECONDS = 2;

	/** The record of a device and its endpoint change together. */
	private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(64).toList();

	private final NavigableMap<DeviceId, DeviceSettings> configured = new TreeMap<>();

	private final DeviceStore store;

	private final GroupCommit commit;

	private final LastSeenRecorder lastSeen;

	private final DeviceCache cache;

	private final Connections connections;

	private final Endpoints endpoints;

	private final MessageEraser eraser;

	private final Clock clock;

	private final DeviceListing listing;

	private final OwnerStore owners;

	private final DeviceRegistry registry;

	Devices(SettingsReader reader, DeviceStore store, GroupCommit commit, LastSeenRecorder lastSeen, DeviceCache cache,
			Connections connections, Endpoints endpoints, MessageEraser eraser, Clock clock, DeviceRegistry registry,
			OwnerStore owners) {
		this.owners = owners;
		this.store = store;
		this.commit = commit;
		this.lastSeen = lastSeen;
		this.cache = cache;
		this.connections = connections;
		this.endpoints = endpoints;
		this.eraser = eraser;
		this.listing = new DeviceListing(store, connections, owners, this.configured);
		this.clock = clock;
		this.registry = registry;
		reader.readAll("wirepost.devices", DeviceSettings.class).forEach((name, settings) -> {
			try {
				configure(new DeviceId(name), settings);
			}
			catch (InvalidSettingsException ex) {
				reader.faults("wirepost.devices." + name, ex);
			}
			catch (IllegalArgumentException ex) {
				reader.fault("wirepost.devices." + name, String.valueOf(ex.getMessage()));
			}
		});
	}

	private void configure(DeviceId id, DeviceSettings settings) {
		if (settings.endpoint() != null) {
			this.endpoints.allow(settings.endpoint());
			this.endpoints.put(id, settings.endpoint(), reply(settings));
		}
		this.configured.put(id, settings);
		this.registry.add(id, settings.secret());
	}

	private static Settings reply(DeviceSettings settings) {
		return (settings.reply() != null) ? new Settings(settings.reply()) : Settings.NONE;
	}

	/** Restores the devices that were put before the restart, and their endpoints. */
	@Override
	public void afterSingletonsInstantiated() {
		forEachKnown(this::restore);
	}

	private void forEachKnown(Consumer<StoredDevice> action) {
		DeviceId last = null;
		do {
			DeviceStore.StoredDevices page = this.store.list(new DeviceStore.Query(null, last, SCAN));
			for (StoredDevice device : page.items()) {
				if (device.known() && !this.configured.containsKey(device.id())) {
					action.accept(device);
				}
			}
			last = page.next();
		}
		while (last != null);
	}

	@Override
	public String kind() {
		return "devices";
	}

	@Override
	public void reload(String name) {
		DeviceId id = new DeviceId(name);
		StoredDevice stored = this.store.find(id).orElse(null);
		this.cache.changed(id, stored);
		if (this.configured.containsKey(id)) {
			return;
		}
		ReentrantLock lock = lockOf(id);
		lock.lock();
		try {
			if (stored == null || !stored.known()) {
				this.registry.remove(id);
				this.endpoints.remove(id);
			}
			else {
				this.registry.add(id, DeviceSettings.hash(stored.secretSha256()));
				reloadEndpoint(stored);
			}
		}
		finally {
			lock.unlock();
		}
	}

	private void reloadEndpoint(StoredDevice stored) {
		EndpointSettings endpoint = stored.endpointSettings();
		Settings reply = stored.replySettings().orElse(Settings.NONE);
		if (endpoint == null) {
			this.endpoints.remove(stored.id());
		}
		else if (!this.endpoints.isAt(stored.id(), endpoint, reply)) {
			this.endpoints.put(stored.id(), endpoint, reply);
		}
	}

	/** Those that are known, or were. */
	@Override
	public void reloadAll() {
		Set<DeviceId> gone = new HashSet<>(this.registry.devices());
		forEachKnown((device) -> {
			gone.remove(device.id());
			if (!this.registry.contains(device.id()) || device.endpointSettings() != null) {
				reload(device.id().value());
			}
		});
		gone.stream().filter((id) -> !this.configured.containsKey(id)).forEach((id) -> reload(id.value()));
	}

	/** A device that was put under other settings must not prevent the start. */
	private void restore(StoredDevice device) {
		try {
			this.registry.add(device.id(), DeviceSettings.hash(device.secretSha256()));
			EndpointSettings endpoint = device.endpointSettings();
			if (endpoint != null) {
				this.endpoints.put(device.id(), endpoint, device.replySettings().orElse(Settings.NONE));
			}
		}
		catch (InvalidSettingsException ex) {
			LOG.warn("The device {} cannot be dialled: {}", device.id(), ex.getMessage());
		}
	}

	/**
	 * Creates or changes a device; its open connections stay.
	 */
	public Put put(DeviceId id, DeviceSettings settings) {
		if (this.configured.containsKey(id)) {
			throw new DeviceConfiguredException(id);
		}
		EndpointSettings endpoint = settings.endpoint();
		if (endpoint != null) {
			this.endpoints.check(id, endpoint, reply(settings));
		}
		ReentrantLock lock = lockOf(id);
		lock.lock();
		try {
			return (endpoint == null) ? putNow(id, settings, null) : this.endpoints.whileUnchanged(id, endpoint,
					reply(settings), () -> putNow(id, settings, endpoint));
		}
		finally {
			lock.unlock();
		}
	}

	private ReentrantLock lockOf(DeviceId id) {
		return this.locks.get(Math.floorMod(id.hashCode(), this.locks.size()));
	}

	private Put putNow(DeviceId id, DeviceSettings settings, @Nullable EndpointSettings endpoint) {
		DeviceStore.Changed changed = write(new DeviceStore.Change.Put(id, settings.sortedTags(),
				(endpoint != null) ? endpoint.toSettings().values() : null, settings.reply(), settings.secretSha256(),
				this.clock.instant()));
		StoredDevice before = changed.before();
		StoredDevice after = Objects.requireNonNull(changed.after());
		this.registry.add(id, DeviceSettings.hash(after.secretSha256()));
		if (endpoint == null) {
			this.endpoints.remove(id);
		}
		else if (before == null || !endpoint.equals(before.endpointSettings())
				|| !before.replySettings().equals(after.replySettings())) {
			this.endpoints.put(id, endpoint, reply(settings));
		}
		return new Put(device(id, after, isElsewhere(this.owners.find(id).orElse(null), id)), before == null);
	}

	private DeviceStore.Changed write(DeviceStore.Change change) {
		DeviceStore.Changed changed = (DeviceStore.Changed) this.commit.writeNow(List.of(change)).get(0);
		this.cache.changed(change.id(), changed.after());
		return changed;
	}

	/**
	 * Removes a device, and closes its connections.
	 * @throws DeviceUnknownException if there is none
	 * @throws DeviceConfiguredException if it is part of the configuration
	 */
	public void delete(DeviceId id) {
		if (this.configured.containsKey(id)) {
			throw new DeviceConfiguredException(id);
		}
		require(id);
		ReentrantLock lock = lockOf(id);
		lock.lock();
		try {
			this.endpoints.remove(id);
			this.registry.remove(id);
			List<Connection> open = this.connections.of(id);
			open.forEach(Connection::close);
			this.lastSeen.forget(id);
			write(new DeviceStore.Change.Remove(id));
			awaitGone(open);
		}
		finally {
			lock.unlock();
		}
	}

	/** Their ends are appended then, so that what erases messages finds these too. */
	private static void awaitGone(List<Connection> open) {
		for (Connection connection : open) {
			try {
				connection.gone().get(GONE_SECONDS, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			catch (ExecutionException | TimeoutException ex) {
				LOG.warn("A connection of a deleted device does not close", ex);
				return;
			}
		}
	}

	/**
	 * Removes a device, closes its connections, and erases its messages, also if only
	 * messages are left. A device that connects again afterwards is new.
	 * @throws DeviceUnknownException if there is neither the device nor a message of it
	 * @throws DeviceConfiguredException if it is part of the configuration
	 * @throws io.wirepost.journal.JournalUnavailableException if that cannot be done now;
	 * it can be tried again
	 */
	public void deleteWithMessages(DeviceId id) {
		if (this.configured.containsKey(id)) {
			throw new DeviceConfiguredException(id);
		}
		boolean known = find(id).isPresent();
		if (known && !this.commit.state().writable()) {
			// Before anything is removed that a caller could still read.
			throw new JournalUnavailableException(this.commit.state().detail());
		}
		if (known) {
			delete(id);
		}
		if (this.eraser.erase(id) == 0 && !known) {
			throw new DeviceUnknownException(id);
		}
	}

	/**
	 * A device by its id.
	 * @throws DeviceUnknownException if there is none
	 */
	public Device require(DeviceId id) {
		return find(id).orElseThrow(() -> new DeviceUnknownException(id));
	}

	public Optional<Device> find(DeviceId id) {
		StoredDevice stored = this.store.find(id).orElse(null);
		boolean elsewhere = isElsewhere(this.owners.find(id).orElse(null), id);
		boolean known = stored != null || elsewhere || this.configured.containsKey(id)
				|| !this.connections.of(id).isEmpty();
		return known ? Optional.of(device(id, stored, elsewhere)) : Optional.empty();
	}

	private boolean isElsewhere(OwnerStore.@Nullable Owner owner, DeviceId id) {
		return owner != null
				&& this.connections.of(id).stream().noneMatch((one) -> one.id().equals(owner.connection()));
	}

	/** The configured devices. */
	public Map<DeviceId, DeviceSettings> settings() {
		return Collections.unmodifiableMap(this.configured);
	}

	/**
	 * Devices after an id, in the order of their ids.
	 * @param connected only those that are, or are not, connected; null for all
	 * @param tag only those with this tag; null for all
	 * @param limit at most so many
	 */
	public List<Device> list(@Nullable Boolean connected, @Nullable String tag, @Nullable DeviceId after, int limit) {
		List<Device> found = new ArrayList<>();
		DeviceId last = after;
		do {
			DeviceListing.Stretch stretch = this.listing.next(tag, last);
			Map<DeviceId, OwnerStore.Owner> owners = stretch.devices().isEmpty() ? Map.of()
					: this.owners.find(stretch.devices().keySet());
			for (Map.Entry<DeviceId, Optional<StoredDevice>> each : stretch.devices().entrySet()) {
				Device device = device(each.getKey(), each.getValue().orElse(null),
						isElsewhere(owners.get(each.getKey()), each.getKey()));
				if ((connected == null || connected == device.isConnected())
						&& (tag == null || device.tags().contains(tag)) && found.size() < limit) {
					found.add(device);
				}
			}
			last = stretch.end();
		}
		while (last != null && found.size() < limit);
		return found;
	}

	private Device device(DeviceId id, @Nullable StoredDevice stored, boolean elsewhere) {
		DeviceSettings settings = this.configured.get(id);
		List<Connection> open = this.connections.of(id);
		List<UUID> ids = open.stream().map(Connection::id).toList();
		Instant created = (stored != null) ? stored.createdAt()
				: open.isEmpty() ? null : open.get(0).traffic().openedAt();
		if (settings != null) {
			return new Device(id, settings.sortedTags(), settings.endpoint(),
					(settings.reply() != null) ? new Settings(settings.reply()) : null, ids, elsewhere,
					lastSeen(id, open, stored), created, true);
		}
		SortedSet<String> tags = (stored != null) ? stored.tags() : Collections.emptySortedSet();
		return new Device(id, tags, (stored != null) ? stored.endpointSettings() : null,
				(stored != null) ? stored.replySettings().orElse(null) : null, ids, elsewhere,
				lastSeen(id, open, stored), created, false);
	}

	/**
	 * The latest of three times: of an open connection, of a note that waits to be
	 * written, of the record.
	 */
	private @Nullable Instant lastSeen(DeviceId id, List<Connection> open, @Nullable StoredDevice stored) {
		DeviceStore.Change.Seen seen = this.lastSeen.pending(id);
		Instant latest = (seen != null) ? seen.at() : (stored != null) ? stored.lastSeenAt() : null;
		for (Connection connection : open) {
			Traffic traffic = connection.traffic();
			latest = later(latest, (traffic.lastReadAt() != null) ? traffic.lastReadAt() : traffic.openedAt());
		}
		return latest;
	}

	private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
		return (one == null) ? other : (other == null || one.isAfter(other)) ? one : other;
	}

	/**
	 * The result of a put.
	 *
	 * @param device the device as it is now
	 * @param created whether it is new
	 */
	public record Put(Device device, boolean created) {
	}

}
