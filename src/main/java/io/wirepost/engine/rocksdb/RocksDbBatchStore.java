package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.wirepost.journal.Batch;
import io.wirepost.journal.BatchStore;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Writes batches to RocksDB, and reopens the store after failures. The store is closed
 * after it. The thread rules are those of {@link BatchStore}.
 */
final class RocksDbBatchStore implements BatchStore, AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(RocksDbBatchStore.class);

	/**
	 * The first failure may be temporary; from the second on the database is reopened.
	 */
	private static final int FAILURES_TO_REOPEN = 2;

	private static final long RETENTION_MILLIS = 2_000;

	private final RocksDbStore store;

	private final BatchWriter writer;

	private final FreeSpace freeSpace;

	private final InstantSource clock;

	private final Purge purge;

	private final ScheduledExecutorService retention;

	private int failures;

	/** What is erased with a device's messages. */
	private Consumer<DeviceId> others = (device) -> {
	};

	RocksDbBatchStore(RocksDbStore store, BatchWriter writer, FreeSpace freeSpace, InstantSource clock) {
		this.store = store;
		this.writer = writer;
		this.freeSpace = freeSpace;
		this.clock = clock;
		this.purge = new Purge(store);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-retention-");
		threads.setDaemon(true);
		this.retention = Executors.newSingleThreadScheduledExecutor(threads);
	}

	/** Starts retention, on its own thread. */
	RocksDbBatchStore dropping(Retention old) {
		this.retention.scheduleWithFixedDelay(old, 0, RETENTION_MILLIS, TimeUnit.MILLISECONDS);
		return this;
	}

	/** Erases more than the messages of a device. */
	RocksDbBatchStore erasingToo(Consumer<DeviceId> others) {
		this.others = others;
		return this;
	}

	@Override
	public boolean write(Batch batch) {
		if (!this.freeSpace.isEnough()) {
			throw new JournalUnavailableException(this.freeSpace.shortage());
		}
		try {
			if (this.failures >= FAILURES_TO_REOPEN) {
				this.store.reopen();
			}
			boolean any = this.store.use((database) -> this.writer.write(database, batch, this.clock.millis()));
			this.failures = 0;
			this.store.trust();
			this.freeSpace.wrote(batch.bytes());
			return any;
		}
		catch (RocksDBException | IOException | JournalUnavailableException | DataDirectoryException ex) {
			this.failures++;
			throw unavailable(ex);
		}
	}

	private static JournalUnavailableException unavailable(Exception ex) {
		JournalUnavailableException unavailable = new JournalUnavailableException(
				"Messages cannot be written and will be retried: " + ex.getMessage());
		unavailable.initCause(ex);
		return unavailable;
	}

	@Override
	public boolean isIdleWriteDue() {
		return this.store.isSuspect() || !this.freeSpace.isEnough() || isRollDue();
	}

	private boolean isRollDue() {
		try {
			return this.store.use((database) -> this.writer.isRollDue(database, this.clock.millis()));
		}
		catch (RocksDBException | JournalUnavailableException ex) {
			log.warn("The store does not answer", ex);
			return true;
		}
	}

	@Override
	public @Nullable MessageId last() {
		return this.store.read((database) -> database.current().statistics().last());
	}

	@Override
	public long erase(DeviceId device) {
		MessageId last = last();
		if (last == null) {
			return 0;
		}
		Erasure erasure = new Erasure(device, last);
		try {
			boolean more;
			do {
				// One use per step, so that reopening the store waits for one step only.
				more = this.store.use(erasure::step);
			}
			while (more);
			this.others.accept(device);
			return erasure.erased();
		}
		catch (RocksDBException ex) {
			this.store.suspect();
			throw RocksDbStore.unavailable("The messages of %s cannot be erased".formatted(device), ex);
		}
		finally {
			this.purge.add(erasure.segments());
		}
	}

	/** Closes it, after the commit thread has ended. */
	@Override
	public void close() {
		this.retention.shutdown();
		this.purge.close();
		this.writer.close();
	}

}
