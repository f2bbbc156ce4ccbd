package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalState;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.MessageIds;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes messages: takes what waits in the inbox, gives ids, makes
 * the whole durable with one sync, and tells. What cannot be written is tried again, the
 * same messages with the same ids, until it can or the journal is closed.
 */
final class JournalWriter {

	private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

	/**
	 * The first failure may pass; from the second on the database has to be opened anew.
	 */
	private static final int FAILURES_TO_REOPEN = 2;

	private static final long BATCH_BYTES = 4 * 1024 * 1024;

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private static final long LAST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** How long a closing journal goes on trying to write what it has. */
	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final RocksDbStore store;

	private final Inbox inbox;

	private final MessageIds ids;

	private final Clock clock;

	private final BatchWriter batchWriter;

	private final FreeSpace freeSpace;

	private final JournalMeters meters;

	private final Batch batch = new Batch();

	private int failures;

	private final List<Runnable> onAppended = new CopyOnWriteArrayList<>();

	private final Thread thread = new Thread(this::run, "wirepost-journal");

	private volatile JournalState state = JournalState.WRITABLE;

	private volatile boolean closing;

	private volatile boolean ended;

	private volatile long closeAt;

	JournalWriter(RocksDbStore store, Inbox inbox, MessageIds ids, Clock clock, BatchWriter batchWriter,
			FreeSpace freeSpace, JournalMeters meters) {
		this.store = store;
		this.inbox = inbox;
		this.ids = ids;
		this.clock = clock;
		this.batchWriter = batchWriter;
		this.freeSpace = freeSpace;
		this.meters = meters;
	}

	void start() {
		// The journal's close ends it in order; a start that failed is not to hang on it.
		this.thread.setDaemon(true);
		this.thread.start();
	}

	JournalState state() {
		return this.state;
	}

	/** Whether it takes messages no more. What is put after that is never taken. */
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
	 * Writes what is in the inbox, as far as that is possible within seconds, and ends.
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
		String reason = "The journal's writer ended by a fault of the program; see the log, and restart";
		try {
			writeUntilClosed();
			reason = "The journal is closed";
		}
		catch (RuntimeException | Error ex) {
			log.error("The journal's writer ended", ex);
			throw ex;
		}
		finally {
			this.state = new JournalState(false, reason);
			this.ended = true;
			failTheRest(new JournalUnavailableException(reason));
			this.batchWriter.close();
		}
	}

	private void writeUntilClosed() {
		boolean goesOn = true;
		while (goesOn) {
			try {
				goesOn = writeNext();
			}
			catch (OutOfMemoryError ex) {
				// There may be memory again in a moment; without this thread there is
				// nothing. A batch is written and told once more, which does no harm.
				LockSupport.parkNanos(this, FIRST_BACKOFF_NANOS);
			}
		}
	}

	/** Returns false once the journal is closed. */
	private boolean writeNext() {
		if (this.batch.isEmpty()) {
			this.batch.clear();
		}
		if (!this.batch.isPlaced()) {
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
			Pending pending = this.inbox.poll();
			if (pending == null) {
				return;
			}
			this.batch.add(pending);
		}
	}

	/**
	 * Nothing comes, so nothing would tell that the disk has run full or failed, or begin
	 * the new segment that lets retention drop the old one.
	 */
	private void lookAfterTheStore() {
		if (this.inbox.waiting() == 0 && !this.closing
				&& (this.store.isSuspect() || !this.freeSpace.isEnough() || isRollDue())) {
			write();
		}
	}

	private boolean isRollDue() {
		try {
			return this.store.use((database) -> this.batchWriter.isRollDue(database, this.clock.millis()));
		}
		catch (RocksDBException | JournalUnavailableException ex) {
			log.warn("The store does not answer", ex);
			return true;
		}
	}

	/**
	 * Writes the batch, however long it takes.
	 * @return false if it was not written and the time to close has come
	 */
	private boolean write() {
		long backoff = FIRST_BACKOFF_NANOS;
		while (true) {
			String failure = tryToWrite();
			if (failure == null) {
				writable();
				return true;
			}
			notWritable(failure);
			if (this.closing && (this.batch.isEmpty() || System.nanoTime() - this.closeAt >= 0)) {
				return false;
			}
			LockSupport.parkNanos(this, this.closing ? FIRST_BACKOFF_NANOS : backoff);
			backoff = Math.min(2 * backoff, LAST_BACKOFF_NANOS);
		}
	}

	/** Returns why it failed; null if it did not. */
	private @Nullable String tryToWrite() {
		try {
			if (!this.freeSpace.isEnough()) {
				return this.freeSpace.shortage();
			}
			this.batch.identify(this.ids);
			if (this.failures >= FAILURES_TO_REOPEN) {
				this.store.reopen();
			}
			this.store.use((database) -> {
				this.batchWriter.write(database, this.batch, this.clock.millis());
				return null;
			});
			this.failures = 0;
			this.store.trust();
			this.freeSpace.wrote(this.batch.bytes());
			return null;
		}
		catch (RocksDBException | IOException | JournalUnavailableException | DataDirectoryException ex) {
			this.failures++;
			return "Messages cannot be written, they wait and are tried again: " + ex.getMessage();
		}
		catch (OutOfMemoryError ex) {
			return "Messages cannot be written, they wait and are tried again: there is no memory";
		}
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
		this.meters.durable(this.batch.size());
		for (int i = 0; i < this.batch.size(); i++) {
			Pending pending = this.batch.pending().get(i);
			this.meters.appended(now - pending.since());
			pending.complete(this.batch.messages().get(i));
		}
		int messages = this.batch.size();
		long bytes = this.batch.bytes();
		this.batch.clear();
		this.onAppended.forEach(Listeners::call);
		this.inbox.left(messages, bytes);
	}

	private void failTheRest(JournalUnavailableException reason) {
		this.batch.pending().forEach((pending) -> pending.completeExceptionally(reason));
		for (Pending pending = this.inbox.poll(); pending != null; pending = this.inbox.poll()) {
			pending.completeExceptionally(reason);
		}
	}

}
