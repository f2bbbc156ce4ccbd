package io.wirepost.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.wirepost.message.DeviceId;
import io.wirepost.overload.Talkers;
import io.wirepost.transport.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The open connections and their devices. Bounded by the listeners' limits and the number
 * of endpoints; connections whose every frame names a device have at most
 * {@value #DEVICES} devices each, and an eighth of the heap together. Safe for all
 * threads.
 */
@Component
public class Connections implements Talkers {

	/** The most devices of one connection. */
	static final int DEVICES = 10_000;

	/** About the bytes that such a device takes: its id, and its entries in two maps. */
	private static final int DEVICE_SIZE = 256;

	private final long mostDevices;

	/** The number of devices on connections whose every frame names one. */
	private final AtomicLong manyDevices = new AtomicLong();

	private final ConcurrentNavigableMap<UUID, DeviceConnection> byId = new ConcurrentSkipListMap<>();

	/** The connections of a device, the newest last. */
	private final ConcurrentNavigableMap<DeviceId, List<DeviceConnection>> byDevice = new ConcurrentSkipListMap<>();

	/** The devices of connections whose every frame names one, by connection. */
	private final Map<UUID, NavigableSet<DeviceId>> devices = new ConcurrentHashMap<>();

	Connections() {
		this(Runtime.getRuntime().maxMemory() / 8 / DEVICE_SIZE);
	}

	/**
	 * @param mostDevices the most devices on connections whose every frame names one
	 */
	Connections(long mostDevices) {
		this.mostDevices = mostDevices;
	}

	void add(DeviceConnection connection) {
		this.byId.put(connection.id(), connection);
	}

	/** Removes a connection. Its devices may be on newer connections, which stay. */
	Collection<DeviceId> remove(DeviceConnection connection) {
		this.byId.remove(connection.id());
		Collection<DeviceId> gone = on(connection);
		NavigableSet<DeviceId> many = this.devices.remove(connection.id());
		if (many != null) {
			this.manyDevices.addAndGet(-many.size());
		}
		gone.forEach((device) -> this.byDevice.computeIfPresent(device, (key, all) -> without(all, connection)));
		return gone;
	}

	/** The devices on a connection, also if a newer one has replaced it. */
	Collection<DeviceId> on(DeviceConnection connection) {
		NavigableSet<DeviceId> many = this.devices.get(connection.id());
		return (many != null) ? List.copyOf(many)
				: (connection.device() != null) ? List.of(connection.device()) : List.of();
	}

	/** The devices on a connection; empty for one that has closed, or that has none. */
	public Collection<DeviceId> devicesOn(Connection connection) {
		return get(connection.id()).map(this::on).orElse(List.of());
	}

	/** Whether a newer connection has taken the place of one. */
	boolean isReplaced(DeviceConnection connection, DeviceId device) {
		return !this.byDevice.getOrDefault(device, List.of()).contains(connection);
	}

	/** Whether a device is already on a connection. */
	boolean has(DeviceConnection connection, DeviceId device) {
		NavigableSet<DeviceId> many = this.devices.get(connection.id());
		return (many != null) ? many.contains(device) : device.equals(connection.device());
	}

	/**
	 * Adds a device to a connection.
	 */
	Arrival arrive(DeviceId device, DeviceConnection connection, DuplicatePolicy policy) {
		boolean every = connection.identification().isEveryFrame();
		if (every && (this.devices.getOrDefault(connection.id(), Collections.emptyNavigableSet()).size() >= DEVICES
				|| this.manyDevices.get() >= this.mostDevices)) {
			return new Arrival(Refusal.DEVICES, List.of());
		}
		AtomicReference<Arrival> arrival = new AtomicReference<>(new Arrival(null, List.of()));
		this.byDevice.compute(device, (key, before) -> {
			if (before == null || before.isEmpty()) {
				return List.of(connection);
			}
			if (policy == DuplicatePolicy.REJECT_NEW) {
				arrival.set(new Arrival(Refusal.DUPLICATE, List.of()));
				return before;
			}
			if (policy == DuplicatePolicy.REPLACE_OLD) {
				arrival.set(new Arrival(null, before));
				before.forEach((old) -> this.devices.computeIfPresent(old.id(), (id, many) -> {
					if (many.remove(device)) {
						this.manyDevices.decrementAndGet();
					}
					return many;
				}));
				return List.of(connection);
			}
			List<DeviceConnection> both = new ArrayList<>(before);
			both.add(connection);
			return List.copyOf(both);
		});
		if (every && arrival.get().refusal() == null) {
			if (this.devices.computeIfAbsent(connection.id(), (id) -> new ConcurrentSkipListSet<>()).add(device)) {
				this.manyDevices.incrementAndGet();
			}
		}
		return arrival.get();
	}

	private static @Nullable List<DeviceConnection> without(List<DeviceConnection> all, DeviceConnection one) {
		List<DeviceConnection> rest = all.stream().filter((each) -> each != one).toList();
		return rest.isEmpty() ? null : rest;
	}

	/** Removes a device from a connection whose every frame names one. */
	void forget(DeviceConnection connection, DeviceId device) {
		this.devices.computeIfPresent(connection.id(), (id, many) -> {
			if (many.remove(device)) {
				this.manyDevices.decrementAndGet();
			}
			return many;
		});
		this.byDevice.computeIfPresent(device, (key, all) -> without(all, connection));
	}

	Optional<DeviceConnection> get(UUID id) {
		return Optional.ofNullable(this.byId.get(id));
	}

	public Optional<Connection> find(UUID id) {
		return Optional.ofNullable(this.byId.get(id));
	}

	/** All connections, in the order of their opening. */
	@Override
	public Collection<DeviceConnection> all() {
		return this.byId.values();
	}

	/** The connections of a device, the newest last. */
	public List<Connection> of(DeviceId device) {
		return List.copyOf(this.byDevice.getOrDefault(device, List.of()));
	}

	/** The connection to send to a device on: the newest open one. */
	public Optional<Connection> reach(DeviceId device) {
		List<DeviceConnection> all = this.byDevice.getOrDefault(device, List.of());
		for (int i = all.size() - 1; i >= 0; i--) {
			if (all.get(i).isOpen() && !all.get(i).isLeaving()) {
				return Optional.of(all.get(i));
			}
		}
		return Optional.empty();
	}

	/** Whether a device exists only as long as its connection. */
	public boolean isPassing(DeviceId device) {
		List<DeviceConnection> all = this.byDevice.getOrDefault(device, List.of());
		return !all.isEmpty() && all.stream().noneMatch((each) -> each.identification().isStable());
	}

	/**
	 * Connections after an id, in the order of their ids, which is that of their opening.
	 */
	public Iterable<? extends Connection> after(@Nullable UUID id) {
		return ((id != null) ? this.byId.tailMap(id, false) : this.byId).values();
	}

	/** Connected devices after an id, in the order of their ids. */
	public Iterable<DeviceId> devicesAfter(@Nullable DeviceId id) {
		return ((id != null) ? this.byDevice.tailMap(id, false) : this.byDevice).keySet();
	}

	/**
	 * The result of adding a device to a connection.
	 *
	 * @param refusal why it was refused; null if it was not
	 * @param replaced its earlier connections, which have to close
	 */
	record Arrival(@Nullable Refusal refusal, List<DeviceConnection> replaced) {
	}

}
