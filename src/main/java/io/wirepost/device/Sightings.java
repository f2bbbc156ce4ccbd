package io.wirepost.device;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.message.DeviceId;
import io.wirepost.transport.Traffic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Remembers the devices that were seen on the wire. Connections only leave a note; a
 * thread of its own writes the notes to the store, many at once, so that a storm of
 * reconnects costs the sockets nothing. Only identities that outlive their connection are
 * remembered, and at most {@value #MOST} devices.
 */
@Component
class Sightings implements ConnectionObserver, DisposableBean {

	/**
	 * The most devices remembered: a bound for what strangers can make a store grow to.
	 */
	static final long MOST = 1_000_000;

	private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

	private static final int BATCH = 1000;

	/** The most notes that wait for a store that cannot be written. */
	static final int NOTES = 100_000;

	private final DeviceStore store;

	private final Clock clock;

	/** At most a note for each device that came or went since the last write. */
	private final Map<DeviceId, Sighting> notes = new ConcurrentHashMap<>();

	/** Deleted since the last write: what was noted of them before counts no more. */
	private final Set<DeviceId> deleted = ConcurrentHashMap.newKeySet();

	private final Thread writer = new Thread(this::run, "wirepost-devices");

	private volatile boolean running = true;

	private boolean full;

	Sightings(DeviceStore store, Clock clock) {
		this.store = store;
		this.clock = clock;
		this.writer.setDaemon(true);
		this.writer.start();
	}

	@Override
	public void arrived(Connection connection, DeviceId device, boolean stable) {
		if (stable) {
			this.deleted.remove(device);
			note(device, true, this.clock.instant());
		}
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		if (stable) {
			// It may have been dead for long when its connection closes.
			Traffic traffic = connection.traffic();
			note(device, false, (traffic.lastReadAt() != null) ? traffic.lastReadAt() : traffic.openedAt());
		}
	}

	private void note(DeviceId device, boolean arrived, Instant at) {
		if (this.notes.size() >= NOTES && !this.notes.containsKey(device)) {
			// It is noted when it comes or goes the next time.
			return;
		}
		this.notes.merge(device, new Sighting(arrived, at),
				(before, last) -> new Sighting(before.arrived || last.arrived, last.at));
		synchronized (this.notes) {
			this.notes.notifyAll();
		}
	}

	/**
	 * Forgets a device that is about to be deleted, so that no older note brings it back.
	 */
	void forget(DeviceId device) {
		this.deleted.add(device);
		this.notes.remove(device);
	}

	private void run() {
		while (this.running) {
			try {
				synchronized (this.notes) {
					if (this.notes.isEmpty()) {
						this.notes.wait(TimeUnit.SECONDS.toMillis(1));
					}
				}
				write();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				LOG.warn("Devices that were seen could not be kept: {}; trying again", ex.getMessage());
				pause();
			}
		}
	}

	private void pause() {
		try {
			TimeUnit.SECONDS.sleep(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write() {
		Set<DeviceId> deletedBefore = Set.copyOf(this.deleted);
		Map<DeviceId, Sighting> batch = new HashMap<>();
		for (Map.Entry<DeviceId, Sighting> note : this.notes.entrySet()) {
			batch.put(note.getKey(), note.getValue());
			if (batch.size() == BATCH) {
				break;
			}
		}
		Map<DeviceId, UnaryOperator<@Nullable StoredDevice>> changes = new HashMap<>();
		batch.forEach((id, sighting) -> changes.put(id, (known) -> after(id, known, sighting)));
		this.store.update(changes);
		batch.forEach(this.notes::remove);
		this.deleted.removeAll(deletedBefore);
	}

	private @Nullable StoredDevice after(DeviceId id, @Nullable StoredDevice known, Sighting sighting) {
		if (known != null) {
			return new StoredDevice(id, known.tags(), known.endpoint(), known.reply(), known.createdAt(),
					sighting.at());
		}
		if (!sighting.arrived() || this.deleted.contains(id)) {
			return null;
		}
		if (this.store.count() >= MOST) {
			if (!this.full) {
				this.full = true;
				LOG.warn("{} devices are remembered; new ones are not, until some are deleted", MOST);
			}
			return null;
		}
		return new StoredDevice(id, Collections.emptySortedSet(), null, null, sighting.at(), sighting.at());
	}

	@Override
	public void destroy() throws InterruptedException {
		this.running = false;
		synchronized (this.notes) {
			this.notes.notifyAll();
		}
		this.writer.join(TimeUnit.SECONDS.toMillis(5));
		while (!this.notes.isEmpty()) {
			write();
		}
	}

	/**
	 * One note.
	 *
	 * @param arrived whether the device came, rather than only went
	 * @param at when, the last time
	 */
	private record Sighting(boolean arrived, Instant at) {
	}

}
