package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.JournalUnavailableException;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the oldest segments once the newest message in them is too old, or while all
 * together take too much of the disk. The current segment stays. For one thread.
 */
final class Retention implements Runnable {

	private static final Logger log = LoggerFactory.getLogger(Retention.class);

	private final RocksDbStore store;

	private final JournalSettings.Retention settings;

	private final Clock clock;

	private final JournalMeters meters;

	private boolean failing;

	Retention(RocksDbStore store, JournalSettings.Retention settings, Clock clock, JournalMeters meters) {
		this.store = store;
		this.settings = settings;
		this.clock = clock;
		this.meters = meters;
	}

	/** A segment goes on at most so long, or its first messages would stay too long. */
	static Duration segmentAge(JournalSettings.Retention settings) {
		return settings.age().dividedBy(16);
	}

	@Override
	public void run() {
		try {
			this.store.use((database) -> {
				drop(database);
				return null;
			});
			this.failing = false;
		}
		catch (RocksDBException | JournalUnavailableException | UncheckedIOException ex) {
			if (!this.failing) {
				log.warn("Old messages cannot be dropped now: {}", ex.getMessage());
			}
			this.failing = true;
		}
	}

	private void drop(Database database) throws RocksDBException {
		long oldest = SegmentStatistics.epochMilli(this.clock.instant().minus(this.settings.age()));
		List<Segment> segments = database.segments();
		long size = size(database, segments);
		for (Segment segment : segments.subList(0, segments.size() - 1)) {
			if (segment.statistics().newest() >= oldest && size <= this.settings.size().toBytes()) {
				return;
			}
			size -= database.filesSize(segment);
			database.drop(segment);
			this.meters.dropped(segment.statistics().messages());
		}
	}

	/** What is in memory yet is on disk in the write-ahead log. */
	private long size(Database database, List<Segment> segments) throws RocksDBException {
		try {
			long size = this.store.directory().writeAheadLogSize();
			for (Segment segment : segments) {
				size += database.filesSize(segment);
			}
			return size;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
