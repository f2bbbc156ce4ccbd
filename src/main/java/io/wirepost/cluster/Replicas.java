package io.wirepost.cluster;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wirepost.connection.Connections;
import io.wirepost.journal.JournalUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * The replicas, as of the last heartbeat. This one says regularly that it lives; one that
 * does not say so for {@code dead-after}, by the clock of whoever watches, is declared
 * dead. A replica that has been declared dead ends itself. A process on its own has no
 * heartbeats. Safe for all threads.
 */
@Component
public class Replicas implements SmartLifecycle, DisposableBean {

	/** Before whatever connects devices. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 16_384;

	private static final Logger log = LoggerFactory.getLogger(Replicas.class);

	private final Cluster cluster;

	private final ReplicaStore store;

	private final Connections connections;

	private final Ending ending;

	private final Watch watch;

	private final List<Consumer<List<Replica>>> listeners = new CopyOnWriteArrayList<>();

	private volatile Map<UUID, Replica> all = Map.of();

	/** When the last heartbeat that succeeded began. */
	private volatile long freshAt = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

	/** Completes with the next heartbeat. */
	private volatile CompletableFuture<Void> nextBeat = new CompletableFuture<>();

	private volatile boolean draining;

	private volatile boolean dead;

	private @Nullable ScheduledExecutorService heart;

	Replicas(Cluster cluster, ReplicaStore store, Connections connections, Ending ending, MeterRegistry registry) {
		this.cluster = cluster;
		this.store = store;
		this.connections = connections;
		this.ending = ending;
		this.watch = new Watch(cluster.settings().heartbeat(), cluster.settings().deadAfter());
		if (cluster.isEnabled()) {
			for (Replica.State state : Replica.State.values()) {
				Gauge.builder("wirepost.replicas", () -> count(state))
					.description("Replicas as this one knows them")
					.tag("state", state.name().toLowerCase(Locale.ROOT))
					.register(registry);
			}
		}
	}

	private long count(Replica.State state) {
		return this.all.values().stream().filter((one) -> one.state() == state).count();
	}

	/** All replicas, this one and dead ones too, in the order of their ids. */
	public List<Replica> all() {
		return List.copyOf(this.all.values());
	}

	/** The other replicas that live. */
	public List<Replica> others() {
		return this.all.values()
			.stream()
			.filter((one) -> !one.isDead() && !one.incarnation().equals(this.cluster.self().incarnation()))
			.toList();
	}

	/** A replica by its incarnation; empty for one that is dead, or not known yet. */
	public Optional<Replica> living(UUID incarnation) {
		return Optional.ofNullable(this.all.get(incarnation)).filter((one) -> !one.isDead());
	}

	/**
	 * Whether this replica has said lately that it lives, and heard what the others did
	 * meanwhile: only then may it write to devices. A process that was stopped for a
	 * while is not fresh when it goes on.
	 */
	public boolean isFresh() {
		return !this.dead && System.nanoTime() - this.freshAt < fresh().toNanos();
	}

	/** Completes once {@link #isFresh()}, which the next heartbeat may bring. */
	CompletableFuture<Void> whenFresh() {
		CompletableFuture<Void> waiting = this.nextBeat;
		return isFresh() ? CompletableFuture.completedFuture(null) : waiting;
	}

	/** How old the last heartbeat may be. */
	Duration fresh() {
		return this.cluster.settings().deadAfter().dividedBy(2);
	}

	/** Whether another replica has declared this one dead. */
	public boolean isDeclaredDead() {
		return this.dead;
	}

	/**
	 * Registers who is told of all replicas after each heartbeat, on a thread that may be
	 * blocked for a moment.
	 */
	public void onBeat(Consumer<List<Replica>> listener) {
		this.listeners.add(listener);
	}

	/** From now on the others know that this replica is about to stop. */
	public void drain() {
		if (this.cluster.isEnabled() && !this.draining) {
			this.draining = true;
			beat();
		}
	}

	public boolean isDraining() {
		return this.draining;
	}

	@Override
	public synchronized void start() {
		if (this.cluster.isEnabled() && this.heart == null) {
			beat();
			CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-heart-");
			threads.setDaemon(true);
			this.heart = Executors.newSingleThreadScheduledExecutor(threads);
			long pause = this.cluster.settings().heartbeat().toNanos();
			this.heart.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.NANOSECONDS);
		}
	}

	private synchronized void beat() {
		try {
			long begin = System.nanoTime();
			List<Replica> seen = this.store.beat(this.connections.all().size(), this.draining);
			this.all = byIncarnation(seen);
			this.listeners.forEach((listener) -> listener.accept(seen));
			// Only now: the listeners have heard what others took over.
			this.freshAt = begin;
			CompletableFuture<Void> waiting = this.nextBeat;
			this.nextBeat = new CompletableFuture<>();
			waiting.complete(null);
			this.watch.silent(seen, this.cluster.self().incarnation(), System.nanoTime()).forEach(this::declareDead);
		}
		catch (DeclaredDeadException ex) {
			died();
		}
		catch (JournalUnavailableException ex) {
			log.debug("The heartbeat cannot be written now", ex);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// An exception would end the schedule.
			log.error("A heartbeat failed", ex);
		}
	}

	private static Map<UUID, Replica> byIncarnation(List<Replica> replicas) {
		Map<UUID, Replica> all = new LinkedHashMap<>();
		replicas.forEach((one) -> all.put(one.incarnation(), one));
		return Collections.unmodifiableMap(all);
	}

	private void declareDead(Replica silent) {
		if (this.store.declareDead(silent)) {
			log.warn("Replica {} at {} was silent for {}: it is declared dead, and its devices are away", silent.id(),
					silent.address(), this.cluster.settings().deadAfter());
		}
	}

	private void died() {
		if (!this.dead) {
			this.dead = true;
			log.error(
					"Another replica has declared this one ({}) dead, as it was silent for too long or its place was "
							+ "taken. It ends, so that nothing is sent twice; let its supervisor start it again",
					this.cluster.self().id());
			this.ending.end();
		}
	}

	@Override
	public void stop() {
		// It goes on living until the journal is closed.
	}

	@Override
	public boolean isRunning() {
		return this.heart != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		if (this.heart != null) {
			this.heart.shutdownNow();
		}
	}

	/** Which replicas have been silent for too long. For one thread. */
	static final class Watch {

		/**
		 * How long a replica may take from opening the database to its first heartbeat.
		 */
		private static final long START_NANOS = TimeUnit.MINUTES.toNanos(1);

		private final long gapNanos;

		private final long deadNanos;

		private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();

		private long lookedAt;

		Watch(Duration heartbeat, Duration deadAfter) {
			this.gapNanos = 3 * heartbeat.toNanos();
			this.deadNanos = deadAfter.toNanos();
		}

		/**
		 * Looks at all replicas.
		 * @param now the time on the monotonic clock, in nanoseconds
		 * @return those that live, but have been silent for too long
		 */
		List<Replica> silent(List<Replica> all, UUID self, long now) {
			// Whoever could not look for a while, or the database with all that wrote to
			// it
			// was away, cannot tell who was silent meanwhile.
			boolean blind = now - this.lookedAt > this.gapNanos;
			this.lookedAt = now;
			this.seen.keySet().retainAll(all.stream().map(Replica::incarnation).toList());
			return all.stream()
				.filter((one) -> !one.isDead() && !one.incarnation().equals(self))
				.filter((one) -> isSilent(one, blind, now))
				.toList();
		}

		private boolean isSilent(Replica one, boolean blind, long now) {
			Seen before = this.seen.get(one.incarnation());
			if (blind || before == null || before.beat() != one.beat()) {
				this.seen.put(one.incarnation(), new Seen(one.beat(), now));
				return false;
			}
			return now - before.since() >= ((one.beat() > 0) ? this.deadNanos : Math.max(this.deadNanos, START_NANOS));
		}

		/** A replica's last heartbeat, and when it was first seen. */
		private record Seen(long beat, long since) {
		}

	}

}
