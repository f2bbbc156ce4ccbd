package io.wirepost.forward;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import io.wirepost.cluster.lease.LeaseLostException;
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
 * Forwards messages to one destination, in the journal's order and each at least once: a
 * thread with a cursor that advances only when a batch was accepted, and is durable
 * before the next batch is sent. The journal never waits for it. One with a range ends
 * where the range ends. Public methods are safe for all threads.
 */
public final class Forwarder {

	/** Before the listeners start, and after they have stopped. */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

	private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

	/** How often the cursor is saved while no message is for the destination. */
	private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** How often a failing destination is logged. */
	private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(30);

	/** The pages read between two chances to save the cursor. */
	private static final int LOOKS = 20;

	private static final long STOP_MILLIS = 5_000;

	private final Destination destination;

	private final JournalFollower journal;

	private final CursorStore cursors;

	private final Backoff backoff;

	private final Clock clock;

	private final RandomGenerator random;

	private final @Nullable JournalRange range;

	/** What to do at the end of the range. */
	private final Runnable atEnd;

	private final Thread thread;

	private volatile Progress progress = Progress.at(Position.BEGINNING);

	private final FollowerThrottle throttle = new FollowerThrottle();

	private final FollowerThrottle.Work work = new FollowerThrottle.Work();

	private volatile boolean stopping;

	private volatile boolean paused;

	/** Whether the range is done. For the thread alone. */
	private boolean finished;

	private volatile boolean news;

	/** The thread while it waits for messages. */
	private volatile @Nullable Thread waiting;

	private @Nullable Subscription subscription;

	/** The last durable cursor; null for none. */
	private @Nullable Position saved;

	private long savedAt = System.nanoTime();

	private long warnedAt = System.nanoTime() - WARN_NANOS;

	public Forwarder(Destination destination, JournalFollower journal, CursorStore cursors, Backoff backoff,
			Clock clock, RandomGenerator random) {
		this(destination, journal, cursors, backoff, clock, random, null, () -> {
		});
	}

	/**
	 * @param range what to forward; null for everything, without an end
	 * @param atEnd called at the end of the range, on this forwarder's thread
	 */
	public Forwarder(Destination destination, JournalFollower journal, CursorStore cursors, Backoff backoff,
			Clock clock, RandomGenerator random, @Nullable JournalRange range, Runnable atEnd) {
		this.destination = destination;
		this.journal = journal;
		this.cursors = cursors;
		this.backoff = backoff;
		this.clock = clock;
		this.random = random;
		this.range = range;
		this.atEnd = atEnd;
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

	/** Whether it sends nothing any more, since it was stopped or lost its lease. */
	public boolean isEnded() {
		return this.stopping && !this.thread.isAlive();
	}

	public Duration lag() {
		return this.progress.lag(this.clock);
	}

	/**
	 * Continues from its cursor, or starts with new messages. If the store can be
	 * written, the cursor is durable on return.
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

	/** Sends nothing more until {@link #resume}; what is being sent is finished. */
	public void pause() {
		this.paused = true;
	}

	public void resume() {
		this.paused = false;
		LockSupport.unpark(this.thread);
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

	/** Stops at once: an unfinished batch is sent again after the next start. */
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
		Batches batches = new Batches(this.journal, this.destination, this.range, this.progress.cursor());
		try {
			while (!this.stopping && !this.finished) {
				if (!forwardNext(batches)) {
					// Read again, as messages may have been erased or dropped meanwhile.
					batches.goBackTo(this.progress.cursor());
				}
			}
			if (this.finished) {
				finish();
			}
		}
		catch (InterruptedException ex) {
			log.debug("{} stops", this.destination.name(), ex);
		}
	}

	private void finish() {
		if (this.subscription != null) {
			this.subscription.close();
		}
		this.atEnd.run();
	}

	/** Returns false after a failure or a pause, when the next attempt is due. */
	private boolean forwardNext(Batches batches) throws InterruptedException {
		try {
			List<DeviceMessage> batch = next(batches);
			if (batch.isEmpty()) {
				if (this.range == null) {
					awaitNews();
				}
				else {
					this.finished = !this.stopping;
				}
				return true;
			}
			this.progress = this.progress.waiting(batch.get(0).receivedAt());
			if (this.paused) {
				awaitResume();
				return false;
			}
			boolean taken = send(batch, batches.position());
			this.throttle.rest(this.work);
			return taken;
		}
		catch (JournalUnavailableException ex) {
			failed("The journal cannot be read or written now: " + ex.getMessage(), Duration.ZERO);
		}
		catch (LeaseLostException ex) {
			log.warn("{} ends here, another replica goes on with it", this.destination.name());
			this.stopping = true;
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// No other thread would continue.
			if (isWarningDue()) {
				log.error("{} cannot go on", this.destination.name(), ex);
			}
			failed("An internal error; see the log of the service", Duration.ZERO);
		}
		return false;
	}

	/** Returns the next batch; empty if there is none yet. */
	private List<DeviceMessage> next(Batches batches) {
		// This may take long if few of many messages are for the destination.
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
				// Logged once: it may continue for as long as the destination is too
				// slow.
				log.warn("Retention dropped messages before {} received them; it continues with the oldest one left",
						this.destination.name());
			}
			this.progress = this.progress.movedTo(dropped).skipped(this.clock.instant());
		}
	}

	/** Returns whether all messages were accepted. */
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
			log.warn("{} did not accept messages, they will be sent again: {}", this.destination.name(), why);
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

	/**
	 * Accepted messages must not be sent again, so nothing is sent until the cursor is
	 * durable.
	 */
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

	private void awaitResume() throws InterruptedException {
		while (this.paused) {
			LockSupport.park(this);
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
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
