package io.wirepost.device;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.wirepost.connection.Connection;
import io.wirepost.connection.ConnectionObserver;
import io.wirepost.journal.GroupCommit;
import io.wirepost.message.DeviceId;
import io.wirepost.transport.Traffic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Records when devices connect, disconnect and were last heard. It holds the latest note
 * for each device and submits up to {@value #BATCH} notes at a time to the group commit,
 * so that many reconnects at once do not slow sockets down. Only identities that outlive
 * their connection are recorded. Safe for all threads; does not block.
 */
@Component
class LastSeenRecorder implements ConnectionObserver, DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger(LastSeenRecorder.class);

	private static final int BATCH = 1000;

	/** The most notes that wait while the store cannot be written. */
	private static final int NOTES = 100_000;

	private static final long STOP_SECONDS = 5;

	/** How old the record of a connected device may be after a crash. */
	private static final Duration REFRESH = Duration.ofMinutes(1);

	private final GroupCommit commit;

	private final DeviceCache cache;

	private final Clock clock;

	/** At most one note for each device since the last write. */
	private final Map<DeviceId, DeviceStore.Change.Seen> notes = new ConcurrentHashMap<>();

	/** The running write; null for none. */
	private final AtomicReference<@Nullable CompletableFuture<?>> writing = new AtomicReference<>();

	/** The connected devices with a stable identity. */
	private final Map<DeviceId, Connection> present = new ConcurrentHashMap<>();

	private final ScheduledExecutorService refreshing;

	private Instant refreshedAt;

	private volatile boolean full;

	@Autowired
	LastSeenRecorder(GroupCommit commit, DeviceCache cache, Clock clock) {
		this(commit, cache, clock, REFRESH);
	}

	/**
	 * @param refresh how often connected devices are recorded
	 */
	LastSeenRecorder(GroupCommit commit, DeviceCache cache, Clock clock, Duration refresh) {
		this.commit = commit;
		this.cache = cache;
		this.clock = clock;
		this.refreshedAt = clock.instant();
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-last-seen-");
		threads.setDaemon(true);
		this.refreshing = Executors.newSingleThreadScheduledExecutor(threads);
		this.refreshing.scheduleWithFixedDelay(this::refresh, refresh.toNanos(), refresh.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	/** Notes the devices that were heard since the last refresh. */
	private void refresh() {
		try {
			Instant since = this.refreshedAt;
			this.refreshedAt = this.clock.instant();
			this.present.forEach((device, connection) -> {
				Instant heard = connection.traffic().lastReadAt();
				if (heard != null && !heard.isBefore(since)) {
					note(connection, device, false, heard);
				}
			});
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// An exception would end the schedule.
			LOG.warn("The last-seen times of connected devices could not be recorded", ex);
		}
	}

	@Override
	public void arrived(Connection connection, DeviceId device, boolean stable) {
		if (stable) {
			this.present.put(device, connection);
			note(connection, device, true, this.clock.instant());
		}
	}

	@Override
	public void left(Connection connection, DeviceId device, boolean stable) {
		// A newer connection of the device has noted more than this one knows.
		if (stable && this.present.remove(device, connection)) {
			// The device may have been dead for long when its connection closes.
			Traffic traffic = connection.traffic();
			note(connection, device, false, (traffic.lastReadAt() != null) ? traffic.lastReadAt() : traffic.openedAt());
		}
	}

	private void note(Connection connection, DeviceId device, boolean arrived, Instant at) {
		if (this.notes.size() >= NOTES && !this.notes.containsKey(device)) {
			// It is noted when it next connects or disconnects.
			return;
		}
		DeviceStore.Change.Seen seen = new DeviceStore.Change.Seen(device, arrived, at, connection.listener(),
				connection.charset().name());
		this.notes.merge(device, seen, (before, last) -> new DeviceStore.Change.Seen(device,
				before.arrived() || last.arrived(), last.at(), last.listener(), last.charset()));
		write();
	}

	/** The note of a device that is not written yet; null for none. */
	DeviceStore.Change.@Nullable Seen pending(DeviceId device) {
		return this.notes.get(device);
	}

	/**
	 * Drops the note of a device that is about to be removed, so that the note does not
	 * restore it.
	 */
	void forget(DeviceId device) {
		this.notes.remove(device);
	}

	/** Writes the next notes. If a write is running, its end starts the next. */
	private void write() {
		CompletableFuture<Void> written = new CompletableFuture<>();
		if (!this.writing.compareAndSet(null, written)) {
			return;
		}
		List<DeviceStore.Change.Seen> batch = new ArrayList<>();
		for (DeviceStore.Change.Seen note : this.notes.values()) {
			batch.add(note);
			if (batch.size() == BATCH) {
				break;
			}
		}
		this.commit.write(batch).whenComplete((answers, failure) -> {
			for (int i = 0; i < batch.size(); i++) {
				if (failure == null) {
					written(batch.get(i), (DeviceStore.Changed) answers.get(i));
				}
				this.notes.remove(batch.get(i).id(), batch.get(i));
			}
			this.writing.set(null);
			written.complete(null);
			if (!this.notes.isEmpty() && failure == null) {
				write();
			}
		});
	}

	private void written(DeviceStore.Change.Seen note, DeviceStore.Changed changed) {
		this.cache.changed(note.id(), changed.after());
		if (note.arrived() && changed.after() == null && !this.full) {
			this.full = true;
			LOG.warn("{} devices are stored; new ones are not, until some are deleted", DeviceStore.MOST);
		}
	}

	@Override
	public void destroy() throws InterruptedException {
		this.refreshing.shutdownNow();
		CompletableFuture<?> last = this.writing.get();
		try {
			while (last != null) {
				last.get(STOP_SECONDS, TimeUnit.SECONDS);
				last = this.writing.get();
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			LOG.warn("Not all last-seen times could be stored");
		}
	}

}
