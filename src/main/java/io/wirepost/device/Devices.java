package io.wirepost.device;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.wirepost.connection.Connection;
import io.wirepost.connection.Connections;
import io.wirepost.connection.EndpointSettings;
import io.wirepost.connection.Endpoints;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageJournal;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceId;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.transport.Traffic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * The devices there are: those of the configuration, those that were put or seen, and
 * those that are just connected. Safe for all threads; may touch the disk, so not for
 * event loops.
 */
@Component
public class Devices implements SmartInitializingSingleton {

	private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

	private static final int SCAN = 1000;

	/** What is stored of a device and what is dialled change together. */
	private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();

	private final NavigableMap<DeviceId, DeviceSettings> configured = new TreeMap<>();

	/** Of those that were put, as many as these are. */
	private final Map<DeviceId, Settings> replies = new ConcurrentHashMap<>();

	private final DeviceStore store;

	private final Sightings sightings;

	private final Connections connections;

	private final Endpoints endpoints;

	private final MessageJournal journal;

	private final Clock clock;

	Devices(SettingsReader reader, DeviceStore store, Sightings sightings, Connections connections, Endpoints endpoints,
			MessageJournal journal, Clock clock) {
		this.store = store;
		this.sightings = sightings;
		this.connections = connections;
		this.endpoints = endpoints;
		this.journal = journal;
		this.clock = clock;
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
	}

	private static Settings reply(DeviceSettings settings) {
		return (settings.reply() != null) ? new Settings(settings.reply()) : Settings.NONE;
	}

	/** The endpoints that were put before the last stop are there again. */
	@Override
	public void afterSingletonsInstantiated() {
		DeviceId last = null;
		for (List<StoredDevice> some = this.store.list(null, SCAN); !some.isEmpty(); some = this.store.list(last,
				SCAN)) {
			for (StoredDevice device : some) {
				reply(device).ifPresent((reply) -> this.replies.put(device.id(), reply));
				if (device.endpoint() != null && !this.configured.containsKey(device.id())) {
					restore(device);
				}
				last = device.id();
			}
		}
	}

	/** A device that was put under other settings must not stop the start. */
	private void restore(StoredDevice device) {
		try {
			EndpointSettings endpoint = endpoint(device);
			if (endpoint != null) {
				this.endpoints.put(device.id(), endpoint, reply(device).orElse(Settings.NONE));
			}
		}
		catch (InvalidSettingsException ex) {
			LOG.warn("The device {} cannot be dialled: {}", device.id(), ex.getMessage());
		}
	}

	/**
	 * Makes a device known, or changes it; which of its connections are open does not
	 * change.
	 */
	public Put put(DeviceId id, DeviceSettings settings) {
		if (this.configured.containsKey(id)) {
			throw new DeviceConfiguredException(id);
		}
		EndpointSettings endpoint = settings.endpoint();
		if (endpoint != null) {
			this.endpoints.check(id, endpoint, reply(settings));
		}
		synchronized (lockOf(id)) {
			return putNow(id, settings, endpoint);
		}
	}

	private Object lockOf(DeviceId id) {
		return this.locks[Math.floorMod(id.hashCode(), this.locks.length)];
	}

	private Put putNow(DeviceId id, DeviceSettings settings, @Nullable EndpointSettings endpoint) {
		AtomicReference<@Nullable StoredDevice> known = new AtomicReference<>();
		AtomicReference<StoredDevice> kept = new AtomicReference<>();
		this.store.update(Map.of(id, (stored) -> {
			known.set(stored);
			kept.set(new StoredDevice(id, settings.sortedTags(), (endpoint != null) ? endpoint.words().words() : null,
					settings.reply(), (stored != null) ? stored.createdAt() : this.clock.instant(),
					(stored != null) ? stored.lastSeenAt() : null));
			return kept.get();
		}));
		StoredDevice before = known.get();
		StoredDevice after = kept.get();
		if (settings.reply() == null) {
			this.replies.remove(id);
		}
		else {
			this.replies.put(id, reply(settings));
		}
		if (endpoint == null) {
			this.endpoints.remove(id);
		}
		else if (before == null || !endpoint.equals(endpoint(before)) || !reply(before).equals(reply(after))) {
			this.endpoints.put(id, endpoint, reply(settings));
		}
		return new Put(device(id, after), before == null);
	}

	/**
	 * Forgets a device, and closes its connections.
	 * @throws DeviceUnknownException if there is none
	 * @throws DeviceConfiguredException if it stands in the configuration
	 */
	public void delete(DeviceId id) {
		if (this.configured.containsKey(id)) {
			throw new DeviceConfiguredException(id);
		}
		require(id);
		synchronized (lockOf(id)) {
			this.endpoints.remove(id);
			this.connections.of(id).forEach(Connection::close);
			this.sightings.forget(id);
			this.replies.remove(id);
			this.store.remove(id);
		}
	}

	/**
	 * Forgets a device, closes its connections, and erases its messages: also where only
	 * messages are left of it. What a device sends that connects again is new.
	 * @throws DeviceUnknownException if there is neither the device nor a message of it
	 * @throws DeviceConfiguredException if it stands in the configuration
	 * @throws io.wirepost.journal.JournalUnavailableException if that cannot be done now;
	 * it can be asked for again
	 */
	public void deleteWithMessages(DeviceId id) {
		if (this.configured.containsKey(id)) {
			throw new DeviceConfiguredException(id);
		}
		boolean known = find(id).isPresent();
		if (known && !this.journal.state().writable()) {
			// Before anything is gone that a caller could still look at.
			throw new JournalUnavailableException(this.journal.state().detail());
		}
		if (known) {
			delete(id);
		}
		if (this.journal.erase(id) == 0 && !known) {
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
		boolean known = stored != null || this.configured.containsKey(id) || !this.connections.of(id).isEmpty();
		return known ? Optional.of(device(id, stored)) : Optional.empty();
	}

	/**
	 * How a device's answers find their requests, where that was said of the device. Does
	 * not block.
	 */
	public Optional<Settings> reply(DeviceId id) {
		DeviceSettings settings = this.configured.get(id);
		return (settings != null) ? Optional.ofNullable(settings.reply()).map(Settings::new)
				: Optional.ofNullable(this.replies.get(id));
	}

	private static Optional<Settings> reply(StoredDevice device) {
		return Optional.ofNullable(device.reply()).map(Settings::new);
	}

	/** What the configuration says of devices. */
	public Map<DeviceId, DeviceSettings> settings() {
		return Collections.unmodifiableMap(this.configured);
	}

	/**
	 * Devices behind an id, in the order of their ids.
	 * @param connected only those that are, or are not, connected; null for all
	 * @param tag only those with this tag; null for all
	 * @param limit at most so many
	 */
	public List<Device> list(@Nullable Boolean connected, @Nullable String tag, @Nullable DeviceId after, int limit) {
		List<Device> found = new ArrayList<>();
		DeviceId last = after;
		while (found.size() < limit) {
			NavigableSet<DeviceId> some = idsAfter(last);
			if (some.isEmpty()) {
				break;
			}
			for (DeviceId id : some) {
				Device device = find(id).orElse(null);
				if (device != null && (connected == null || connected == device.isConnected())
						&& (tag == null || device.tags().contains(tag)) && found.size() < limit) {
					found.add(device);
				}
			}
			last = some.last();
		}
		return found;
	}

	/**
	 * The next ids of the three places where devices are, as far as each of them was
	 * looked at.
	 */
	private NavigableSet<DeviceId> idsAfter(@Nullable DeviceId after) {
		NavigableSet<DeviceId> ids = new TreeSet<>();
		List<StoredDevice> stored = this.store.list(after, SCAN);
		stored.forEach((device) -> ids.add(device.id()));
		((after != null) ? this.configured.tailMap(after, false) : this.configured).keySet().forEach(ids::add);
		int seen = 0;
		DeviceId lastConnected = null;
		for (DeviceId id : this.connections.devicesAfter(after)) {
			ids.add(id);
			lastConnected = id;
			if (++seen == SCAN) {
				break;
			}
		}
		// What lies behind the end of a place that has more is for the next look.
		NavigableSet<DeviceId> whole = (stored.size() == SCAN) ? ids.headSet(stored.get(SCAN - 1).id(), true) : ids;
		return (seen == SCAN && lastConnected != null) ? whole.headSet(lastConnected, true) : whole;
	}

	private Device device(DeviceId id, @Nullable StoredDevice stored) {
		DeviceSettings settings = this.configured.get(id);
		List<Connection> open = this.connections.of(id);
		List<UUID> ids = open.stream().map(Connection::id).toList();
		Instant created = (stored != null) ? stored.createdAt()
				: open.isEmpty() ? null : open.get(0).traffic().openedAt();
		if (settings != null) {
			return new Device(id, settings.sortedTags(), settings.endpoint(),
					(settings.reply() != null) ? new Settings(settings.reply()) : null, ids, lastSeen(id, open, stored),
					created, true);
		}
		SortedSet<String> tags = (stored != null) ? stored.tags() : Collections.emptySortedSet();
		return new Device(id, tags, (stored != null) ? endpoint(stored) : null,
				(stored != null) ? reply(stored).orElse(null) : null, ids, lastSeen(id, open, stored), created, false);
	}

	/**
	 * The latest of: what an open connection read, what the journal has, what was noted.
	 */
	private @Nullable Instant lastSeen(DeviceId id, List<Connection> open, @Nullable StoredDevice stored) {
		Instant latest = (stored != null) ? stored.lastSeenAt() : null;
		for (Connection connection : open) {
			Traffic traffic = connection.traffic();
			latest = later(latest, (traffic.lastReadAt() != null) ? traffic.lastReadAt() : traffic.openedAt());
		}
		if (open.isEmpty()) {
			MessageQuery newest = MessageQuery.newestInboundOf(id);
			latest = this.journal.read(newest)
				.items()
				.stream()
				.map((message) -> message.receivedAt())
				.reduce(latest, Devices::later);
		}
		return latest;
	}

	private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
		return (one == null) ? other : (other == null || one.isAfter(other)) ? one : other;
	}

	private static @Nullable EndpointSettings endpoint(StoredDevice device) {
		Map<String, String> words = device.endpoint();
		return (words != null) ? new Settings(words).bind(EndpointSettings.class) : null;
	}

	/**
	 * What became of a put.
	 *
	 * @param device the device as it is now
	 * @param created whether it was not known before
	 */
	public record Put(Device device, boolean created) {
	}

}
