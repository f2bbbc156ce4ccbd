package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.SteadyTime;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the oldest segments when their newest message is too old, or while all together
 * are too large. The current segment stays. For one thread.
 * <p>
 * Only at the start is the age of a segment taken from the clock, as nothing else tells
 * how long the process was down. From then on its age grows with the monotonic clock, so
 * that clock changes drop nothing.
 */
final class Retention implements Runnable {

	private static final Logger log = LoggerFactory.getLogger(Retention.class);

	private final RocksDbStore store;

	private final JournalSettings.Retention settings;

	private final SteadyTime time;

	private final JournalMeters meters;

	/**
	 * By the segments' numbers, as the segment objects change when the store is reopened.
	 */
	private final Map<Long, Written> writtenUntil = new HashMap<>();

	private boolean begun;

	private boolean failing;

	Retention(RocksDbStore store, JournalSettings.Retention settings, SteadyTime time, JournalMeters meters) {
		this.store = store;
		this.settings = settings;
		this.time = time;
		this.meters = meters;
	}

	/**
	 * The longest time that a segment is written, and so the longest that messages
	 * outlive the retention age.
	 */
	static Duration segmentAge(JournalSettings.Retention settings) {
		return settings.age().dividedBy(16);
	}

	@Override
	public void run() {
		try {
			this.store.use((database) -> {
				drop(database);
				this.begun = true;
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
		catch (RuntimeException | OutOfMemoryError ex) {
			// An exception would end the schedule.
			log.error("Old messages cannot be dropped now", ex);
		}
	}

	private void drop(Database database) throws RocksDBException {
		List<Segment> segments = database.segments();
		countGone(segments);
		Instant now = this.time.instant();
		segments.forEach((segment) -> note(segment, now));
		Instant oldest = now.minus(this.settings.age());
		long size = size(database, segments);
		for (Segment segment : segments.subList(0, segments.size() - 1)) {
			if (!isBefore(segment, oldest) && size <= this.settings.size().toBytes()) {
				return;
			}
			size -= database.filesSize(segment);
			database.drop(segment);
			this.writtenUntil.remove(segment.number());
			this.meters.dropped(segment.statistics().messages());
		}
	}

	/**
	 * A failed drop may have happened, which shows when the store is reopened: only this
	 * class drops segments.
	 */
	private void countGone(List<Segment> segments) {
		Set<Long> there = segments.stream().map(Segment::number).collect(Collectors.toSet());
		this.writtenUntil.entrySet().removeIf((known) -> {
			boolean gone = !there.contains(known.getKey());
			if (gone) {
				this.meters.dropped(known.getValue().messages());
			}
			return gone;
		});
	}

	/** Notes whether messages were added since the last check. */
	private void note(Segment segment, Instant now) {
		long messages = segment.statistics().messages();
		Written before = this.writtenUntil.get(segment.number());
		if (before == null || before.messages() != messages) {
			this.writtenUntil.put(segment.number(),
					new Written(messages, this.begun ? now : newest(segment.statistics(), now)));
		}
	}

	private static Instant newest(SegmentStatistics statistics, Instant now) {
		Instant newest = Instant.ofEpochMilli(statistics.newest());
		return newest.isBefore(now) ? newest : now;
	}

	private boolean isBefore(Segment segment, Instant time) {
		Written written = this.writtenUntil.get(segment.number());
		return written != null && written.until().isBefore(time);
	}

	/** What is still in memory is on disk in the write-ahead log. */
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

	/**
	 * What is known about the age of a segment.
	 *
	 * @param messages the number of its messages
	 * @param until when the last of them was noticed, in steady time
	 */
	private record Written(long messages, Instant until) {
	}

}
