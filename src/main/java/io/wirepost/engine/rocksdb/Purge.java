package io.wirepost.engine.rocksdb;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.wirepost.journal.JournalUnavailableException;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Removes the bytes of erased messages from the disk: a deletion in RocksDB is a
 * tombstone, and the bytes stay in their files until these are rewritten. That takes long
 * for large segments, so it has its own thread, and a segment is rewritten once for all
 * pending erasures. After a stop, retention removes the rest. Safe for all threads.
 */
final class Purge implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Purge.class);

	private static final long CLOSE_SECONDS = 10;

	private final RocksDbStore store;

	private final Set<Long> waiting = new TreeSet<>();

	private final ExecutorService thread;

	private final CompactRangeOptions rewriting = new CompactRangeOptions().setExclusiveManualCompaction(false)
		.setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized);

	Purge(RocksDbStore store) {
		this.store = store;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("wirepost-purge-");
		threads.setDaemon(true);
		this.thread = Executors.newSingleThreadExecutor(threads);
	}

	/** Set once: the options must not be used after they were closed. */
	private boolean closed;

	/** Schedules segments to be rewritten, by their numbers. */
	void add(Collection<Long> segments) {
		synchronized (this.waiting) {
			boolean asked = !this.waiting.isEmpty();
			this.waiting.addAll(segments);
			if (!asked && !this.waiting.isEmpty() && !this.closed) {
				this.thread.execute(this::run);
			}
		}
	}

	private void run() {
		Set<Long> segments;
		synchronized (this.waiting) {
			segments = new TreeSet<>(this.waiting);
			this.waiting.clear();
		}
		try {
			for (long segment : segments) {
				this.store.use((database) -> {
					rewrite(database, segment);
					return null;
				});
			}
			this.store.use((database) -> {
				database.flush();
				return null;
			});
		}
		catch (RocksDBException | JournalUnavailableException ex) {
			log.warn("The bytes of erased messages stay on the disk until retention drops their segments: {}",
					ex.getMessage());
		}
	}

	private void rewrite(Database database, long number) throws RocksDBException {
		for (Segment segment : database.segments()) {
			if (segment.number() == number && segment.retain()) {
				try {
					database.rewrite(segment, this.rewriting);
				}
				finally {
					segment.release();
				}
			}
		}
	}

	@Override
	public void close() {
		synchronized (this.waiting) {
			if (this.closed) {
				return;
			}
			this.closed = true;
		}
		this.thread.shutdownNow();
		this.rewriting.setCanceled(true);
		try {
			if (this.thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
				this.rewriting.close();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
