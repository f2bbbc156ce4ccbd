package io.wirepost.forward;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.Subscription;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import io.wirepost.settings.Backoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Hands messages on to one destination, in the journal's order and each at least once: a
 * thread of its own with a cursor, which moves on only when a batch was taken, and is
 * durable before the next one goes out. The journal never waits for it. Its public side
 * is safe for all threads.
 */
public final class Forwarder {

	/** Before the listeners start, and after they have stopped. */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

	/** Where nothing is for the destination, its cursor moves on no more often. */
	private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** A failing destination is not named in the log more often. */
	private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(30);

	/** Pages that are looked through without a pause to see to the cursor. */
	private static final int LOOKS = 20;

	private static final long STOP_MILLIS = 5_000;

	private final Destination destination;

	private final JournalFollower journal;

	private final CursorStore cursors;

	private final Backoff backoff;

	private final Clock clock;

	private final RandomGenerator random;

	private final Thread thread;

	private volatile Progress progress = Progress.at(Position.BEGINNING);

	private final FollowerThrottle throttle = new FollowerThrottle();

	/** Of the processors' time, in nanoseconds. */
	private long usedBefore;

	private volatile boolean stopping;

	private volatile boolean news;

	/** The thread while it waits for news. */
	private volatile @Nullable Thread waiting;

	private @Nullable Subscription subscription;

	/** Null until one is durable. */
	private @Nullable Position saved;

	private long savedAt = System.nanoTime();

	private long warnedAt = System.nanoTime() - WARN_NANOS;

	public Forwarder(Destination destination, JournalFollower journal, CursorStore cursors, Backoff backoff,
			Clock clock, RandomGenerator random) {
		this.destination = destination;
		this.journal = journal;
		this.cursors = cursors;
		this.backoff = backoff;
		this.clock = clock;
		this.random = random;
		this.thread = new Thread(this::run, "wirepost-" + destination.name());
		this.thread.setDaemon(true);
	}

	/** The name of its destination. */
	public String name() {
		return this.destination.name();
	}

	public Progress progress() {
		return this.progress;
	}

	public Duration lag() {
		return this.progress.lag(this.clock);
	}

	/**
	 * Goes on where it was, or begins with what comes from now on; that it did is durable
	 * on return, provided that the store can be written.
	 */
	public void start() {
		this.saved = this.cursors.find(this.destination.name()).orElse(null);
		this.progress = Progress.at((this.saved != null) ? this.saved : this.journal.end());
		try {
			save();
		}
		catch (JournalUnavailableException ex) {
			log.warn("The cursor of {} cannot be saved yet: {}", this.destination.name(), ex.getMessage());
		}
		this.subscription = this.journal.onAppended(this::appended);
		this.thread.start();
	}

	/** Called on a thread of the journal. */
	private void appended() {
		this.news = true;
		this.throttle.appended();
		Thread waits = this.waiting;
		if (waits != null) {
			LockSupport.unpark(waits);
		}
	}

	/** Ends at once: a batch under way is sent again after the next start. */
	public void stop() {
		this.stopping = true;
		if (this.subscription != null) {
			this.subscription.close();
		}
		this.thread.interrupt();
		try {
			this.thread.join(STOP_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		Batches batches = new Batches(this.journal, this.destination, this.progress.cursor());
		try {
			while (!this.stopping) {
				if (!forwardNext(batches)) {
					// Read anew, as messages may be erased or dropped while it waits.
					batches.goBackTo(this.progress.cursor());
				}
			}
		}
		catch (InterruptedException ex) {
			log.debug("{} stops", this.destination.name(), ex);
		}
	}

	/** Returns false if that failed, and it is time for the next attempt. */
	private boolean forwardNext(Batches batches) throws InterruptedException {
		try {
			List<DeviceMessage> batch = next(batches);
			if (batch.isEmpty()) {
				awaitNews();
				return true;
			}
			this.progress = this.progress.waiting(batch.get(0).receivedAt());
			boolean taken = send(batch, batches.position());
			rest();
			return taken;
		}
		catch (JournalUnavailableException ex) {
			failed("The journal cannot be read or written now: " + ex.getMessage(), Duration.ZERO);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// Nobody would go on in this thread's place.
			if (isWarningDue()) {
				log.error("{} cannot go on", this.destination.name(), ex);
			}
			failed("A fault of the program; the service's log says more", Duration.ZERO);
		}
		return false;
	}

	/**
	 * While devices need the processors, as many times as long as this thread used one.
	 */
	private void rest() throws InterruptedException {
		long used = THREADS.getCurrentThreadCpuTime();
		long rest = this.throttle.restAfter(used - this.usedBefore);
		this.usedBefore = used;
		if (rest > 0) {
			TimeUnit.NANOSECONDS.sleep(rest);
		}
	}

	/** Returns the next batch; empty if there is none yet. */
	private List<DeviceMessage> next(Batches batches) {
		// It may take long where little of much is for the destination.
		while (!this.stopping) {
			this.news = false;
			Position before = batches.position();
			List<DeviceMessage> batch = batches.next(LOOKS);
			noteGap(batches);
			if (!batch.isEmpty()) {
				return batch;
			}
			this.progress = this.progress.movedTo(batches.position());
			if (before.equals(batches.position())) {
				this.progress = this.progress.idle();
				return batch;
			}
			saveNowAndThen();
		}
		return List.of();
	}

	private void noteGap(Batches batches) {
		Position dropped = batches.foundGap();
		if (dropped != null) {
			if (this.progress.skippedAt() == null) {
				// Once: it may go on for as long as the destination is too slow.
				log.warn("Retention dropped messages before {} had taken them; it goes on with the oldest there is",
						this.destination.name());
			}
			this.progress = this.progress.movedTo(dropped).skipped(this.clock.instant());
		}
	}

	/** Returns whether all was taken. */
	private boolean send(List<DeviceMessage> batch, Position position) throws InterruptedException {
		try {
			this.progress = this.progress.attempting();
			this.destination.send(batch);
			this.progress = this.progress.movedTo(position).delivered(this.clock.instant());
			saveForSure();
			return true;
		}
		catch (NotTakenException ex) {
			if (ex.taken() > 0) {
				this.progress = this.progress.movedTo(batch.get(ex.taken() - 1).position());
				saveForSure();
			}
			failed(String.valueOf(ex.getMessage()), ex.retryAfter());
			return false;
		}
	}

	/** Notes a failure, and waits until the next attempt. */
	private void failed(String why, Duration atLeast) throws InterruptedException {
		Progress before = this.progress;
		Duration delay = this.backoff.delay(before.failures() + 1, this.random);
		if (delay.compareTo(atLeast) < 0) {
			delay = atLeast;
		}
		if (isWarningDue()) {
			log.warn("{} did not take messages, they are sent again: {}", this.destination.name(), why);
		}
		Instant now = this.clock.instant();
		this.progress = before.failed(why, now, now.plus(delay));
		TimeUnit.NANOSECONDS.sleep(delay.toNanos());
	}

	private boolean isWarningDue() {
		boolean due = System.nanoTime() - this.warnedAt >= WARN_NANOS;
		if (due) {
			this.warnedAt = System.nanoTime();
		}
		return due;
	}

	/** What was taken must not be sent again, so nothing is until that is durable. */
	private void saveForSure() throws InterruptedException {
		for (int failures = 1;; failures++) {
			try {
				save();
				return;
			}
			catch (JournalUnavailableException ex) {
				log.debug("The cursor of {} cannot be saved now", this.destination.name(), ex);
				TimeUnit.NANOSECONDS.sleep(this.backoff.delay(failures, this.random).toNanos());
			}
		}
	}

	private void save() {
		Position cursor = this.progress.cursor();
		if (!cursor.equals(this.saved)) {
			this.cursors.save(this.destination.name(), cursor);
			this.saved = cursor;
			this.savedAt = System.nanoTime();
		}
	}

	private void saveNowAndThen() {
		if (this.saved == null || System.nanoTime() - this.savedAt >= SAVE_NANOS) {
			save();
		}
	}

	private void awaitNews() throws InterruptedException {
		this.waiting = Thread.currentThread();
		try {
			while (!this.news) {
				LockSupport.parkNanos(this, SAVE_NANOS);
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				saveNowAndThen();
			}
		}
		catch (JournalUnavailableException ex) {
			log.debug("The cursor of {} cannot be saved now", this.destination.name(), ex);
		}
		finally {
			this.waiting = null;
		}
	}

}
