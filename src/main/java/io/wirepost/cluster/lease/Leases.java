package io.wirepost.cluster.lease;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.lease.LeaseStore.Seen;
import io.wirepost.journal.JournalUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Gives work to one replica of all at a time, by name. A holder renews its leases with
 * every heartbeat, and stops the work by itself if it could not for half of the time that
 * others wait. A process on its own has every lease, without a thread or a query. Safe
 * for all threads; all but {@link #isHeld} may touch a network.
 */
@Component
public class Leases implements DisposableBean {

	/** The lease of whoever drops what is old. */
	public static final String RETENTION = "retention";

	private static final Logger log = LoggerFactory.getLogger(Leases.class);

	/** How long a list of holders is good for. */
	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LeaseStore store;

	/** This replica; null for a process on its own. */
	private final @Nullable UUID self;

	private final Duration heartbeat;

	/** How long a lease is good for without a renewal, in nanoseconds. */
	private final long good;

	private final MeterRegistry registry;

	private final Map<String, SoughtLease> sought = new ConcurrentHashMap<>();

	/** For the thread of heartbeats. */
	private final LeaseWatch watch;

	private @Nullable ScheduledExecutorService beats;

	/** Where the work is told, so that what it takes does not delay a renewal. */
	private @Nullable ExecutorService telling;

	private volatile @Nullable Listing listing;

	Leases(Cluster cluster, LeaseStore store, MeterRegistry registry) {
		this.store = store;
		this.self = cluster.isEnabled() ? cluster.self().incarnation() : null;
		this.heartbeat = cluster.settings().heartbeat();
		Duration patience = cluster.settings().deadAfter();
		this.good = patience.toNanos() / 2;
		this.registry = registry;
		this.watch = new LeaseWatch((this.self != null) ? this.self : new UUID(0, 0), patience, System::nanoTime);
	}

	/**
	 * Wants a lease from now on. A process on its own has it on return, and so has the
	 * first replica that ever wants it.
	 * @throws RuntimeException of the holder, in a process on its own
	 */
	public void seek(String name, LeaseHolder holder) {
		SoughtLease lease = new SoughtLease(name, holder);
		Gauge.builder("wirepost.lease", () -> isHeld(name) ? 1 : 0)
			.description("Whether this replica has a lease")
			.tag("name", name)
			.register(this.registry);
		if (this.self == null) {
			lease.acquired(new Lease(name, 0), System.nanoTime());
			this.sought.put(name, lease);
			lease.settle();
			return;
		}
		takeIfNew(lease);
		this.sought.put(name, lease);
		beginBeats();
	}

	/** What never had a holder has nothing stored that tells where it began. */
	private void takeIfNew(SoughtLease lease) {
		try {
			if (take(lease, null)) {
				lease.settle();
			}
		}
		catch (RuntimeException ex) {
			log.warn("'{}' cannot begin yet", lease.name(), ex);
		}
	}

	private synchronized void beginBeats() {
		if (this.beats == null) {
			this.telling = Executors.newCachedThreadPool(threads("wirepost-leases-"));
			ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, threads("wirepost-lease-beat-"));
			this.beats = timer;
			long nanos = this.heartbeat.toNanos();
			timer.scheduleWithFixedDelay(this::beat, 0, nanos, TimeUnit.NANOSECONDS);
			timer.scheduleWithFixedDelay(this::check, nanos, nanos, TimeUnit.NANOSECONDS);
		}
	}

	private static CustomizableThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/** Ends the work of a lease, and gives it back: another replica takes it at once. */
	public void leave(String name) {
		SoughtLease lease = this.sought.remove(name);
		Lease last = (lease != null) ? lease.leave() : null;
		if (last == null || this.self == null) {
			return;
		}
		try {
			this.store.release(last, this.self);
		}
		catch (JournalUnavailableException ex) {
			log.debug("'{}' is free when the others have waited", name, ex);
		}
	}

	/** Whether this process may do the work; never blocks. */
	public boolean isHeld(String name) {
		SoughtLease lease = this.sought.get(name);
		return this.self == null || (lease != null && lease.isHeld(System.nanoTime(), this.good));
	}

	/**
	 * The incarnation of the replica that has a lease, as it was a second ago; empty if
	 * none has it now, and in a process on its own.
	 */
	public Optional<UUID> holder(String name) {
		return Optional.ofNullable(holders().get(name));
	}

	/** As {@link #holder}, of all leases. */
	public Map<String, UUID> holders() {
		if (this.self == null) {
			return Map.of();
		}
		Listing known = this.listing;
		if (known == null || System.nanoTime() - known.at() > FRESH_NANOS) {
			known = list();
		}
		return known.leases()
			.values()
			.stream()
			.filter((seen) -> seen.holder() != null && seen.isHeldByLiving())
			.collect(Collectors.toMap(Seen::name, Seen::holder));
	}

	private Listing list() {
		long now = System.nanoTime();
		Listing listed = new Listing(
				this.store.list().stream().collect(Collectors.toMap(Seen::name, Function.identity())), now);
		this.listing = listed;
		return listed;
	}

	/** Renews what this replica has, and takes what is free. */
	void beat() {
		try {
			renew();
			takeFree();
		}
		catch (JournalUnavailableException ex) {
			log.debug("Leases cannot be renewed now", ex);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// An exception would end the schedule.
			log.warn("Leases cannot be renewed now", ex);
		}
		tell();
	}

	private void renew() {
		List<SoughtLease> held = this.sought.values().stream().filter((lease) -> lease.held() != null).toList();
		if (!held.isEmpty() && this.self != null) {
			long begin = System.nanoTime();
			Map<String, Long> renewed = this.store.renew(this.self, held.stream().map(SoughtLease::name).toList());
			held.forEach((lease) -> lease.renewed(renewed.get(lease.name()), begin));
		}
	}

	/** Takes only its share at a time, so that all replicas that live get some. */
	private void takeFree() {
		if (this.sought.values().stream().allMatch((lease) -> lease.held() != null)) {
			return;
		}
		Map<String, Seen> seen = list().leases();
		List<SoughtLease> free = this.sought.values()
			.stream()
			.filter((lease) -> lease.held() == null && this.watch.isFree(seen.get(lease.name())))
			.toList();
		if (!free.isEmpty()) {
			int share = -Math.floorDiv(-this.sought.size(), Math.max(1, this.store.replicas()));
			free.stream().limit(share).forEach((lease) -> take(lease, seen.get(lease.name())));
		}
	}

	private boolean take(SoughtLease lease, @Nullable Seen seen) {
		long begin = System.nanoTime();
		if (this.self == null) {
			return false;
		}
		this.store.acquire(lease.name(), this.self, seen).ifPresent((epoch) -> {
			log.info("This replica runs '{}' from now on", lease.name());
			lease.acquired(new Lease(lease.name(), epoch), begin);
		});
		return lease.held() != null;
	}

	/** Also while a renewal waits for the database. */
	void check() {
		this.sought.values().forEach((lease) -> lease.check(System.nanoTime(), this.good));
		tell();
	}

	private synchronized void tell() {
		ExecutorService executor = this.telling;
		if (executor != null && !executor.isShutdown()) {
			this.sought.values().forEach((lease) -> lease.settleOn(executor));
		}
	}

	/** Gives back what is left. */
	@Override
	public void destroy() {
		synchronized (this) {
			if (this.beats != null) {
				this.beats.shutdownNow();
			}
			if (this.telling != null) {
				this.telling.shutdown();
			}
		}
		List.copyOf(this.sought.keySet()).forEach(this::leave);
	}

	/**
	 * All leases as they were at some time.
	 *
	 * @param at as {@link System#nanoTime()}
	 */
	private record Listing(Map<String, Seen> leases, long at) {
	}

}
