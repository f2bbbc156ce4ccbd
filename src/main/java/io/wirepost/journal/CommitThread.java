package io.wirepost.journal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import io.wirepost.settings.Backoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes entries from the inbox, gives ids to messages, has
 * the engine write the batch with one sync, and completes its futures. A batch that
 * cannot be written is tried again, with the same ids, until it is written or the journal
 * is closed.
 */
final class CommitThread {

	private static final Logger log = LoggerFactory.getLogger(CommitThread.class);

	private static final long BATCH_BYTES = 4 * 1024 * 1024;

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

	/** How long a closing journal tries to write what it has. */
	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final BatchStore store;

	private final Inbox inbox;

	private final MessageIds ids;

	private final JournalMeters meters;

	private final Batch batch = new Batch();

	/** Whether there was an attempt to write the batch: nothing is added after that. */
	private boolean tried;

	private final List<Runnable> onAppended = new CopyOnWriteArrayList<>();

	private final Thread thread = new Thread(this::run, "wirepost-journal");

	private volatile JournalState state = JournalState.WRITABLE;

	private volatile boolean closing;

	private volatile boolean ended;

	private volatile long closeAt;

	CommitThread(BatchStore store, Inbox inbox, MessageIds ids, JournalMeters meters) {
		this.store = store;
		this.inbox = inbox;
		this.ids = ids;
		this.meters = meters;
	}

	void start() {
		// close() ends it in order; a failed start must not hang because of it.
		this.thread.setDaemon(true);
		this.thread.start();
	}

	JournalState state() {
		return this.state;
	}

	/** Whether it has ended: entries put after that are never taken. */
	boolean isEnded() {
		return this.ended;
	}

	boolean isClosing() {
		return this.closing;
	}

	List<Runnable> onAppended() {
		return this.onAppended;
	}

	/**
	 * Writes what is in the inbox, if that is possible within seconds, and ends.
	 */
	void close() {
		this.closeAt = System.nanoTime() + CLOSE_NANOS;
		this.closing = true;
		LockSupport.unpark(this.thread);
		try {
			this.thread.join(TimeUnit.NANOSECONDS.toMillis(2 * CLOSE_NANOS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		String reason = "The journal's commit thread ended because of a bug; see the log, and restart";
		try {
			writeUntilClosed();
			reason = "The journal is closed";
		}
		catch (RuntimeException | Error ex) {
			log.error("The journal's commit thread ended", ex);
			throw ex;
		}
		finally {
			this.state = new JournalState(false, reason);
			this.ended = true;
			failTheRest(new JournalUnavailableException(reason));
		}
	}

	private void writeUntilClosed() {
		boolean goesOn = true;
		while (goesOn) {
			try {
				goesOn = writeNext();
			}
			catch (OutOfMemoryError ex) {
				// There may be memory again in a moment, and nothing is written without
				// this thread. Writing and completing a batch twice is harmless.
				LockSupport.parkNanos(this, BACKOFF.first().toNanos());
			}
		}
	}

	/** Returns false if the journal is closed. */
	private boolean writeNext() {
		if (this.batch.isEmpty()) {
			clear();
		}
		if (!this.tried) {
			take();
		}
		if (!this.batch.isEmpty()) {
			if (!write()) {
				return false;
			}
			finish();
		}
		else if (this.closing) {
			return false;
		}
		else {
			this.inbox.await(IDLE_NANOS);
			lookAfterTheStore();
		}
		return true;
	}

	private void take() {
		while (this.batch.size() < Batch.ROOM && this.batch.bytes() < BATCH_BYTES) {
			Pending<?> pending = this.inbox.poll();
			if (pending == null) {
				return;
			}
			this.batch.add(pending);
		}
	}

	/**
	 * Without messages, no write would show that the disk is full or has failed, or begin
	 * a new segment so that retention can drop the old one.
	 */
	private void lookAfterTheStore() {
		if (this.inbox.isEmpty() && !this.closing && this.store.isIdleWriteDue()) {
			write();
		}
	}

	/**
	 * Writes the batch, however long it takes.
	 * @return false if it could not be written before the journal had to close
	 */
	private boolean write() {
		for (int failures = 1;; failures++) {
			String failure = tryToWrite();
			if (failure == null) {
				writable();
				return true;
			}
			notWritable(failure);
			if (this.closing && (this.batch.isEmpty() || System.nanoTime() - this.closeAt >= 0)) {
				return false;
			}
			LockSupport.parkNanos(this, BACKOFF.bound(this.closing ? 1 : failures).toNanos());
		}
	}

	/** Returns why it failed; null if it succeeded. */
	private @Nullable String tryToWrite() {
		try {
			this.batch.identify(this.ids);
			this.tried = true;
			if (this.store.write(this.batch)) {
				this.meters.synced();
			}
			return null;
		}
		catch (JournalUnavailableException ex) {
			return ex.getMessage();
		}
		catch (OutOfMemoryError ex) {
			return "Messages cannot be written and will be retried: out of memory";
		}
	}

	private void clear() {
		this.batch.clear();
		this.tried = false;
	}

	private void writable() {
		if (!this.state.writable()) {
			this.state = JournalState.WRITABLE;
			log.info("Messages can be written again");
		}
	}

	private void notWritable(String reason) {
		if (!reason.equals(this.state.detail())) {
			if (this.state.writable()) {
				log.warn(reason);
			}
			this.state = new JournalState(false, reason);
		}
	}

	private void finish() {
		long now = System.nanoTime();
		List<PendingMessage> pending = this.batch.pending();
		List<DeviceMessage> kept = this.batch.messages();
		int messages = kept.size();
		long bytes = this.batch.messageBytes();
		this.meters.durable(messages(kept));
		// Changes first: when a message's future completes, its changes are done too.
		for (Submission submission : this.batch.submissions()) {
			complete(submission);
		}
		for (int i = 0; i < messages; i++) {
			PendingMessage message = pending.get(i);
			this.meters.appended(now - message.since());
			message.complete(kept.get(i));
		}
		clear();
		if (messages > 0) {
			wakeFollowers();
			this.inbox.left(messages, bytes);
		}
	}

	void wakeFollowers() {
		this.onAppended.forEach(Callbacks::call);
	}

	private static int messages(List<DeviceMessage> kept) {
		int messages = 0;
		for (DeviceMessage each : kept) {
			messages += (each.direction() != Direction.EVENT) ? 1 : 0;
		}
		return messages;
	}

	private static void complete(Submission submission) {
		if (submission.failure() != null) {
			log.error("{} changes cannot be written", submission.changes().size(), submission.failure());
		}
		submission.complete();
	}

	private void failTheRest(JournalUnavailableException reason) {
		this.batch.pending().forEach((pending) -> pending.completeExceptionally(reason));
		this.batch.submissions().forEach((submission) -> submission.completeExceptionally(reason));
		for (Pending<?> pending = this.inbox.poll(); pending != null; pending = this.inbox.poll()) {
			pending.completeExceptionally(reason);
		}
	}

}
