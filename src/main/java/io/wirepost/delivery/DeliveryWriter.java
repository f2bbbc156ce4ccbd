package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.SteadyTime;
import io.wirepost.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The one thread that writes deliveries to their store, many with one sync, and that
 * reads what is to be sent. What cannot be written is tried again until it can, or the
 * process stops. What waits here is bounded by the deliveries there may be. Safe for all
 * threads; completes what it returns on its own thread, which must not be blocked.
 */
@Component
class DeliveryWriter implements DisposableBean {

	/** How long an idempotency key is kept. */
	static final Duration KEYS = Duration.ofHours(24);

	private static final Logger LOG = LoggerFactory.getLogger(DeliveryWriter.class);

	private static final int BATCH = 1000;

	/** Of what is to be sent: a batch that has so many is full. */
	private static final long BATCH_BYTES = 4 * 1024 * 1024;

	private static final Duration SWEEP = Duration.ofSeconds(10);

	/** How long a caller waits until something is kept. */
	private static final Duration SOON = Duration.ofSeconds(5);

	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final DeliveryStore store;

	private final DeliverySettings.Retention retention;

	private final SteadyTime time;

	private final Duration sweep;

	private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

	private final Thread thread = new Thread(this::run, "wirepost-delivery-store");

	private volatile boolean closing;

	private volatile boolean ended;

	private boolean failing;

	private long sweptAt = System.nanoTime();

	@Autowired
	DeliveryWriter(DeliveryStore store, SettingsReader reader, Clock clock) {
		this(store, reader.read("wirepost.deliveries", DeliverySettings.class).retention(), clock, SWEEP);
	}

	/**
	 * @param sweep how long it takes until what is old is looked for again
	 */
	DeliveryWriter(DeliveryStore store, DeliverySettings.Retention retention, Clock clock, Duration sweep) {
		this.store = store;
		this.retention = retention;
		this.time = new SteadyTime(clock);
		this.sweep = sweep;
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Makes changes, all or none of them.
	 * @return completes when they are durable; fails only if the process stops before
	 */
	CompletableFuture<Void> write(DeliveryStore.Change... changes) {
		Job job = new Job(Arrays.asList(changes), null, new CompletableFuture<>(), new CompletableFuture<>());
		put(job);
		return job.written;
	}

	/**
	 * The same for a caller who does not wait without end.
	 * @return fails with a JournalUnavailableException if it is not kept soon; it may be
	 * later
	 */
	static <T extends @Nullable Object> CompletableFuture<T> soon(CompletableFuture<T> kept) {
		return kept.copy()
			.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
			.exceptionallyCompose((failure) -> CompletableFuture.failedFuture((failure instanceof TimeoutException)
					? new JournalUnavailableException("It could not be kept so far; it is still being tried")
					: failure));
	}

	/** Reads what is to be sent. Fails if that cannot be read now. */
	CompletableFuture<Outgoing> outgoing(UUID delivery) {
		Job job = new Job(List.of(),
				() -> this.store.outgoing(delivery)
					.orElseThrow(() -> new IllegalStateException("The bytes of delivery " + delivery + " are gone")),
				new CompletableFuture<>(), new CompletableFuture<>());
		put(job);
		return job.read;
	}

	private void put(Job job) {
		if (!this.ended) {
			this.jobs.add(job);
		}
		if (this.ended) {
			// The thread may not have seen it any more.
			job.fail(stopped());
		}
	}

	private static JournalUnavailableException stopped() {
		return new JournalUnavailableException("The store of deliveries is closed");
	}

	private void run() {
		List<Job> batch = new ArrayList<>(BATCH);
		try {
			while (!this.closing || !this.jobs.isEmpty()) {
				Job first = this.jobs.poll(100, TimeUnit.MILLISECONDS);
				if (first != null) {
					take(first, batch);
					batch.forEach(Job::readNow);
					if (!writeOrFail(batch)) {
						break;
					}
					batch.forEach(Job::complete);
					batch.clear();
				}
				sweep();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.ended = true;
			this.jobs.drainTo(batch);
			batch.forEach((job) -> job.fail(stopped()));
		}
	}

	private void take(Job first, List<Job> batch) {
		long bytes = 0;
		Job next = first;
		while (next != null) {
			batch.add(next);
			bytes += next.size();
			next = (batch.size() < BATCH && bytes < BATCH_BYTES) ? this.jobs.poll() : null;
		}
	}

	/** What nobody can write must not end the one thread that writes all the rest. */
	private boolean writeOrFail(List<Job> batch) {
		try {
			return write(batch);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			LOG.error("{} changes of deliveries cannot be written", batch.size(), ex);
			batch.forEach((job) -> job.fail(new JournalUnavailableException("This delivery cannot be kept")));
			return true;
		}
	}

	/** Returns false if it could not be written and the process stops. */
	private boolean write(List<Job> batch) {
		List<DeliveryStore.Change> changes = batch.stream().flatMap((job) -> job.changes.stream()).toList();
		long pause = FIRST_PAUSE_NANOS;
		while (!changes.isEmpty()) {
			try {
				this.store.write(changes);
				this.failing = false;
				return true;
			}
			catch (JournalUnavailableException ex) {
				if (!this.failing) {
					LOG.warn("Deliveries cannot be written, they wait and are tried again: {}", ex.getMessage());
				}
				this.failing = true;
				if (this.closing) {
					return false;
				}
				LockSupport.parkNanos(this, pause);
				pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
			}
		}
		return true;
	}

	private void sweep() {
		long now = System.nanoTime();
		if (now - this.sweptAt < this.sweep.toNanos()) {
			return;
		}
		this.sweptAt = now;
		try {
			Instant today = this.time.instant();
			long dropped = this.store.drop(today.minus(this.retention.age()), this.retention.count(),
					today.minus(KEYS));
			if (dropped >= BATCH) {
				// As many may come between two sweeps, and more: on with it.
				this.sweptAt = now - this.sweep.toNanos();
			}
		}
		catch (JournalUnavailableException ex) {
			LOG.debug("Old deliveries cannot be dropped now", ex);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			LOG.error("Old deliveries cannot be dropped", ex);
		}
	}

	@Override
	public void destroy() throws InterruptedException {
		this.closing = true;
		this.thread.join(TimeUnit.SECONDS.toMillis(10));
	}

	/** Something to write or to read. */
	private static final class Job {

		private final List<DeliveryStore.Change> changes;

		private final @Nullable Supplier<Outgoing> reader;

		private final CompletableFuture<Void> written;

		private final CompletableFuture<Outgoing> read;

		Job(List<DeliveryStore.Change> changes, @Nullable Supplier<Outgoing> reader, CompletableFuture<Void> written,
				CompletableFuture<Outgoing> read) {
			this.changes = changes;
			this.reader = reader;
			this.written = written;
			this.read = read;
		}

		void readNow() {
			if (this.reader != null) {
				try {
					this.read.complete(this.reader.get());
				}
				catch (RuntimeException | OutOfMemoryError ex) {
					this.read.completeExceptionally(ex);
				}
			}
		}

		/** Bytes of what is to be sent. */
		long size() {
			long size = 0;
			for (DeliveryStore.Change change : this.changes) {
				if (change instanceof DeliveryStore.Change.Add add && add.outgoing() != null) {
					size += add.outgoing().payload().size();
				}
			}
			return size;
		}

		void complete() {
			this.written.complete(null);
		}

		void fail(JournalUnavailableException failure) {
			this.written.completeExceptionally(failure);
			this.read.completeExceptionally(failure);
		}

	}

}
