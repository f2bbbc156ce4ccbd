package io.wirepost.device;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.message.DeviceId;
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

	private final DeviceStore store;

	private final Clock clock;

	/** At most a note for each device that came or went since the last write. */
	private final Map<DeviceId, Sighting> notes = new ConcurrentHashMap<>();

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
			note(device, true);
		}
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		if (stable) {
			note(device, false);
		}
	}

	private void note(DeviceId device, boolean arrived) {
		Instant now = this.clock.instant();
		this.notes.merge(device, new Sighting(arrived, now),
				(before, last) -> new Sighting(before.arrived || last.arrived, now));
		synchronized (this.notes) {
			this.notes.notifyAll();
		}
	}

	/** Forgets the notes of a device that is deleted, so that it does not come back. */
	void forget(DeviceId device) {
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
			catch (RuntimeException ex) {
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
		List<Map.Entry<DeviceId, Sighting>> batch = new ArrayList<>();
		for (Map.Entry<DeviceId, Sighting> note : this.notes.entrySet()) {
			batch.add(Map.entry(note.getKey(), note.getValue()));
			if (batch.size() == BATCH) {
				break;
			}
		}
		List<StoredDevice> devices = new ArrayList<>();
		for (Map.Entry<DeviceId, Sighting> note : batch) {
			StoredDevice device = after(note.getKey(), note.getValue());
			if (device != null) {
				devices.add(device);
			}
		}
		this.store.saveAll(devices);
		batch.forEach((note) -> this.notes.remove(note.getKey(), note.getValue()));
	}

	private @Nullable StoredDevice after(DeviceId id, Sighting sighting) {
		StoredDevice known = this.store.find(id).orElse(null);
		if (known != null) {
			return new StoredDevice(id, known.tags(), known.endpoint(), known.reply(), known.createdAt(),
					sighting.at());
		}
		if (!sighting.arrived()) {
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
