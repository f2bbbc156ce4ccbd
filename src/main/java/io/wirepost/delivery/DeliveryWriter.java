package io.wirepost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.wirepost.journal.JournalUnavailableException;
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

	private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final DeliveryStore store;

	private final DeliverySettings.Retention retention;

	private final Clock clock;

	private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

	private final Thread thread = new Thread(this::run, "wirepost-delivery-store");

	private volatile boolean closing;

	private volatile boolean ended;

	private boolean failing;

	private long sweptAt = System.nanoTime();

	@Autowired
	DeliveryWriter(DeliveryStore store, SettingsReader reader, Clock clock) {
		this(store, reader.read("wirepost.deliveries", DeliverySettings.class).retention(), clock);
	}

	DeliveryWriter(DeliveryStore store, DeliverySettings.Retention retention, Clock clock) {
		this.store = store;
		this.retention = retention;
		this.clock = clock;
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

	/** Reads what is to be sent. Fails if that cannot be read now. */
	CompletableFuture<Outgoing> outgoing(Attempt attempt) {
		Job job = new Job(List.of(),
				() -> this.store.outgoing(attempt.id)
					.orElseThrow(() -> new IllegalStateException("The bytes of delivery " + attempt.id + " are gone")),
				new CompletableFuture<>(), new CompletableFuture<>());
		put(job);
		return job.read;
	}

	private void put(Job job) {
		this.jobs.add(job);
		if (this.ended) {
			// The thread may not have seen it any more.
			job.fail(stopped());
		}
	}

	private static JournalUnavailableException stopped() {
		return new JournalUnavailableException("The store of deliveries is closed");
	}

	private void run() {
		List<Job> batch = new ArrayList<>();
		try {
			while (!this.closing || !this.jobs.isEmpty()) {
				Job first = this.jobs.poll(100, TimeUnit.MILLISECONDS);
				if (first != null) {
					batch.add(first);
					this.jobs.drainTo(batch, BATCH - 1);
					batch.forEach(Job::readNow);
					if (!write(batch)) {
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
		if (now - this.sweptAt < SWEEP_NANOS) {
			return;
		}
		this.sweptAt = now;
		try {
			Instant today = this.clock.instant();
			this.store.drop(today.minus(this.retention.age()), this.retention.count(), today.minus(KEYS));
		}
		catch (JournalUnavailableException ex) {
			LOG.debug("Old deliveries cannot be dropped now", ex);
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
				catch (RuntimeException ex) {
					this.read.completeExceptionally(ex);
				}
			}
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
