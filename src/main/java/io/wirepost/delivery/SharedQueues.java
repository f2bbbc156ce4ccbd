package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.Hops;
import io.wirepost.cluster.OwnerStore;
import io.wirepost.cluster.Ownership;
import io.wirepost.cluster.OwnershipObserver;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Sends what waits in the store for devices that this replica has, and tells the replica
 * that has a device when something waits for it. Looks through the store every few
 * seconds too, as a replica may end before it could tell. A process on its own has
 * nothing of that kind. Reads and writes the store on a thread of its own; safe for all
 * threads.
 */
@Component
public class SharedQueues implements OwnershipObserver, SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(SharedQueues.class);

	/** How many devices, and deliveries, are taken at a time. */
	private static final int AT_ONCE = 1_000;

	/**
	 * How long what does not wait may be on its way to the replica that has its device.
	 */
	private static final Duration ABANDONED = Duration.ofMinutes(1);

	private static final long EXPIRY_MILLIS = 1_000;

	private static final long LOOK_MILLIS = 5_000;

	private final Cluster cluster;

	private final SharedQueueStore store;

	private final OwnerStore owners;

	private final Ownership ownership;

	private final DeliveryRecovery recovery;

	private final Routes routes;

	private final Hops hops;

	private final Clock clock;

	/** Devices of which something may wait in the store. */
	private final Set<DeviceId> due = ConcurrentHashMap.newKeySet();

	/** Devices whose replica may have to be told. */
	private final Set<DeviceId> freed = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private @Nullable ScheduledExecutorService thread;

	SharedQueues(Cluster cluster, SharedQueueStore store, OwnerStore owners, Ownership ownership, QueueSharing sharing,
			DeliveryRecovery recovery, Routes routes, Hops hops, Clock clock) {
		this.cluster = cluster;
		this.store = store;
		this.owners = owners;
		this.ownership = ownership;
		this.recovery = recovery;
		this.routes = routes;
		this.hops = hops;
		this.clock = clock;
		sharing.onFreed((device) -> {
			this.freed.add(device);
			schedule();
		});
	}

	@Override
	public void owned(DeviceId device) {
		this.due.add(device);
		schedule();
	}

	/** Something waits for devices, which this replica may have. */
	public void look(List<DeviceId> devices) {
		this.due.addAll(devices);
		schedule();
	}

	private synchronized void schedule() {
		ScheduledExecutorService running = this.thread;
		if (running != null && this.scheduled.compareAndSet(false, true)) {
			try {
				running.execute(this::work);
			}
			catch (RejectedExecutionException ex) {
				log.debug("This replica stops", ex);
			}
		}
	}

	private void work() {
		this.scheduled.set(false);
		carefully("Queued deliveries", () -> {
			while (!this.due.isEmpty()) {
				take(some(this.due));
			}
			while (!this.freed.isEmpty()) {
				tell(some(this.freed));
			}
		});
	}

	private static List<DeviceId> some(Set<DeviceId> devices) {
		List<DeviceId> some = new ArrayList<>();
		for (Iterator<DeviceId> all = devices.iterator(); all.hasNext() && some.size() < AT_ONCE;) {
			some.add(all.next());
			all.remove();
		}
		return some;
	}

	private void take(List<DeviceId> devices) {
		List<DeviceId> here = devices.stream()
			.filter((device) -> this.ownership.isHere(device) || this.routes.isDialled(device))
			.toList();
		if (here.isEmpty()) {
			return;
		}
		try {
			List<SharedQueueStore.Taken> taken = this.store.take(here, AT_ONCE);
			taken.forEach((one) -> this.recovery.resume(one.delivery(), one.size()));
			if (taken.size() == AT_ONCE) {
				this.due.addAll(here);
			}
		}
		catch (JournalUnavailableException ex) {
			// Looked through again in a few seconds.
			log.debug("What waits for devices cannot be taken now", ex);
		}
	}

	private void tell(List<DeviceId> devices) {
		Map<UUID, List<DeviceId>> byReplica = this.owners.find(devices)
			.entrySet()
			.stream()
			.collect(Collectors.groupingBy((one) -> one.getValue().replica(),
					Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
		byReplica.forEach((replica, some) -> {
			if (replica.equals(this.cluster.self().incarnation())) {
				this.due.addAll(some);
				schedule();
			}
			else {
				this.hops.waiting(replica, some).exceptionally((failure) -> null);
			}
		});
	}

	/** Devices that wait without anybody having been told, and those that are dialled. */
	private void lookThrough() {
		carefully("Queued deliveries", () -> {
			this.due.addAll(this.store.overlooked(AT_ONCE));
			List<DeviceId> dialled = this.routes.dialled();
			for (int i = 0; i < dialled.size(); i += AT_ONCE) {
				this.due.addAll(this.store.waiting(dialled.subList(i, Math.min(dialled.size(), i + AT_ONCE))));
			}
			work();
		});
	}

	private void expire() {
		carefully("Expired deliveries", () -> {
			int expired;
			do {
				expired = this.store.expire(this.clock.instant(), AT_ONCE);
			}
			while (expired == AT_ONCE);
			this.store.abandon(this.clock.instant().minus(ABANDONED), AT_ONCE);
		});
	}

	/** An exception would end the schedule. */
	private static void carefully(String what, Runnable work) {
		try {
			work.run();
		}
		catch (JournalUnavailableException ex) {
			log.debug("{} cannot be read now", what, ex);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			log.error("{} cannot be read now", what, ex);
		}
	}

	@Override
	public synchronized void start() {
		if (this.cluster.isEnabled() && this.thread == null) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-queues-");
			threads.setDaemon(true);
			ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(threads);
			made.scheduleWithFixedDelay(this::expire, EXPIRY_MILLIS, EXPIRY_MILLIS, TimeUnit.MILLISECONDS);
			made.scheduleWithFixedDelay(this::lookThrough, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
			this.thread = made;
		}
	}

	@Override
	public synchronized void stop() {
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

	/** With what was restored, before anybody comes. */
	@Override
	public int getPhase() {
		return DeliveryRecovery.PHASE;
	}

}
