package io.wirepost.engine.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.engine.postgres.Partitions.Partition;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.journal.SteadyTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a partition when the last one is large or old enough, and drops the oldest when
 * their newest message is too old, or while all together are too large. For one thread.
 * <p>
 * Only at the start is the age of a partition taken from the clock, as nothing else tells
 * how long the process was down. From then on its age grows with the monotonic clock, so
 * that clock changes drop nothing.
 */
final class PartitionRetention implements Runnable {

	private static final Logger log = LoggerFactory.getLogger(PartitionRetention.class);

	/** A partition is so much of what may be kept, in age and in size. */
	private static final int SHARE = 16;

	private final Partitions partitions;

	private final JournalSettings.Retention settings;

	private final SteadyTime time;

	private final JournalMeters meters;

	/** When the last message of a partition was noticed, in steady time. */
	private final Map<Integer, Instant> writtenUntil = new HashMap<>();

	/** Since when the last partition is the last. */
	private final Map<Integer, Instant> begunAt = new HashMap<>();

	private boolean failing;

	PartitionRetention(Partitions partitions, JournalSettings.Retention settings, SteadyTime time,
			JournalMeters meters) {
		this.partitions = partitions;
		this.settings = settings;
		this.time = time;
		this.meters = meters;
	}

	@Override
	public void run() {
		try {
			sweep();
			this.failing = false;
		}
		catch (JournalUnavailableException ex) {
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

	/** Waits while another process does the same. */
	void sweep() {
		this.partitions.alone(this::sweepAlone);
	}

	private void sweepAlone() {
		List<Partition> all = this.partitions.list();
		Instant now = this.time.instant();
		Partition last = all.get(all.size() - 1);
		beginIfDue(last, now);
		long size = all.stream().mapToLong(Partition::size).sum();
		for (Partition partition : all.subList(0, all.size() - 1)) {
			if (!partition.dropping() && !isOld(partition, now) && size <= this.settings.size().toBytes()) {
				return;
			}
			drop(partition);
			size -= partition.size();
		}
	}

	private void beginIfDue(Partition last, Instant now) {
		Instant begun = this.begunAt.computeIfAbsent(last.part(), (part) -> now);
		boolean due = last.size() >= this.settings.size().toBytes() / SHARE
				|| Duration.between(begun, now).compareTo(this.settings.age().dividedBy(SHARE)) >= 0;
		if (due && this.partitions.newest(last.part()) > 0) {
			this.partitions.beginAfter(last.part());
			this.writtenUntil.put(last.part(), now);
			this.begunAt.remove(last.part());
		}
	}

	private boolean isOld(Partition partition, Instant now) {
		Instant until = this.writtenUntil.computeIfAbsent(partition.part(), (part) -> newest(part, now));
		return until.isBefore(now.minus(this.settings.age()));
	}

	private Instant newest(int part, Instant now) {
		Instant newest = Instant.ofEpochMilli(this.partitions.newest(part));
		return newest.isBefore(now) ? newest : now;
	}

	private void drop(Partition partition) {
		long messages = partition.dropping() ? 0 : this.partitions.count(partition.part());
		this.partitions.drop(partition.part());
		this.writtenUntil.remove(partition.part());
		this.meters.dropped(messages);
	}

}
