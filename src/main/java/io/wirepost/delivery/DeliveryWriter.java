package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.wirepost.cluster.Cluster;
import io.wirepost.cluster.lease.Leases;
import io.wirepost.journal.GroupCommit;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.SteadyTime;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Writes deliveries in the batches of {@link GroupCommit}, and reads queued payloads on
 * its own thread. The bounds of deliveries bound what waits to be written. Safe for all
 * threads; nothing blocks. Writes complete on the commit thread, reads on the reading
 * thread; neither must be blocked.
 */
@Component
class DeliveryWriter implements DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger(DeliveryWriter.class);

	private static final Duration SWEEP = Duration.ofSeconds(10);

	/** How long a caller waits for durability. */
	private static final Duration SOON = Duration.ofSeconds(5);

	private final GroupCommit commit;

	private final DeliveryStore store;

	private final DeliverySettings.Retention retention;

	private final SteadyTime time;

	private final Duration sweep;

	private final BooleanSupplier sweeps;

	/** What a queued delivery has as its owner; null for a process on its own. */
	private final @Nullable String owner;

	private final ScheduledExecutorService thread;

	@Autowired
	DeliveryWriter(GroupCommit commit, DeliveryStore store, SettingsReader reader, Clock clock, Cluster cluster,
			Leases leases) {
		this(commit, store, reader.read("wirepost.deliveries", DeliverySettings.class).retention(), clock, SWEEP,
				cluster, () -> leases.isHeld(Leases.RETENTION));
	}

	/**
	 * @param sweep the time between two removals of old deliveries
	 * @param sweeps whether this process is the one that removes them
	 */
	DeliveryWriter(GroupCommit commit, DeliveryStore store, DeliverySettings.Retention retention, Clock clock,
			Duration sweep, Cluster cluster, BooleanSupplier sweeps) {
		this.sweeps = sweeps;
		this.owner = cluster.isEnabled() ? cluster.self().incarnation().toString() : null;
		this.commit = commit;
		this.store = store;
		this.retention = retention;
		this.time = new SteadyTime(clock);
		this.sweep = sweep;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-delivery-reads-");
		threads.setDaemon(true);
		this.thread = Executors.newSingleThreadScheduledExecutor(threads);
		sweepIn(sweep);
	}

	/**
	 * Writes a change.
	 * @return completes with its outcome when it is durable; fails with a
	 * JournalUnavailableException only if it can never be written, or the process stops
	 * before that
	 */
	CompletableFuture<DeliveryStore.Outcome> write(DeliveryStore.Change change) {
		return writeAsIs((this.owner != null) ? owned(change) : change);
	}

	private DeliveryStore.Change owned(DeliveryStore.Change change) {
		if (change instanceof DeliveryStore.Change.Add add) {
			return new DeliveryStore.Change.Add(add.delivery().ownedBy(this.owner), add.outgoing(), add.key());
		}
		if (change instanceof DeliveryStore.Change.Update update) {
			return new DeliveryStore.Change.Update(update.delivery().ownedBy(this.owner));
		}
		return change;
	}

	/** Writes that a queued delivery is in no memory any more. */
	CompletableFuture<DeliveryStore.Outcome> free(StoredDelivery delivery) {
		return writeAsIs(new DeliveryStore.Change.Update(delivery.ownedBy(null)));
	}

	/** Writes a new delivery that is in no memory. */
	CompletableFuture<DeliveryStore.Outcome> writeFree(DeliveryStore.Change.Add add) {
		return writeAsIs(add);
	}

	private CompletableFuture<DeliveryStore.Outcome> writeAsIs(DeliveryStore.Change change) {
		CompletableFuture<DeliveryStore.Outcome> written = new CompletableFuture<>();
		this.commit.write(List.of(change)).whenComplete((answers, failure) -> {
			if (failure == null) {
				written.complete((DeliveryStore.Outcome) answers.get(0));
			}
			else {
				written.completeExceptionally(failure);
			}
		});
		return written;
	}

	/**
	 * Limits how long a caller waits for durability.
	 * @return fails with a JournalUnavailableException after a timeout; the change may
	 * still become durable
	 */
	static <T extends @Nullable Object> CompletableFuture<T> soon(CompletableFuture<T> kept) {
		return kept.copy()
			.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
			.exceptionallyCompose((failure) -> CompletableFuture.failedFuture((failure instanceof TimeoutException)
					? new JournalUnavailableException("It could not be stored yet; Wirepost keeps trying") : failure));
	}

	/** Reads a queued payload. Fails if it cannot be read now. */
	CompletableFuture<Outgoing> outgoing(UUID delivery) {
		return read(() -> this.store.outgoing(delivery)
			.orElseThrow(() -> new IllegalStateException("The bytes of delivery " + delivery + " are gone")));
	}

	/** Reads the store on the reading thread. */
	<T> CompletableFuture<T> read(Supplier<T> reading) {
		try {
			return CompletableFuture.supplyAsync(reading, this.thread);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(new JournalUnavailableException("The store of deliveries is closed"));
		}
	}

	private void sweepIn(Duration delay) {
		try {
			this.thread.schedule(this::sweep, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			LOG.debug("The process stops", ex);
		}
	}

	private void sweep() {
		if (!this.sweeps.getAsBoolean()) {
			sweepIn(this.sweep);
			return;
		}
		Instant today = this.time.instant();
		write(new DeliveryStore.Change.Drop(today.minus(this.retention.age()), this.retention.count(),
				today.minus(UsedKey.LIFETIME)))
			.whenComplete((outcome, failure) -> {
				if (failure != null) {
					LOG.debug("Old deliveries cannot be dropped now", failure);
				}
				boolean more = outcome instanceof DeliveryStore.Dropped dropped && dropped.more();
				sweepIn(more ? Duration.ZERO : this.sweep);
			});
	}

	@Override
	public void destroy() {
		this.thread.shutdownNow();
	}

}
