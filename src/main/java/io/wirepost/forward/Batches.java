package io.wirepost.forward;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.MessagePage;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a destination is to get, read from the journal in batches, with at most one page
 * read ahead, and not for long: what is erased is not to go out. For one thread.
 */
final class Batches {

	/** A batch has at most about so many bytes of payloads, or one message. */
	private static final int BATCH_BYTES = 1024 * 1024;

	/** Older than this, what was read ahead is read again. */
	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final JournalFollower journal;

	private final Destination destination;

	private final Deque<DeviceMessage> ahead = new ArrayDeque<>();

	private Position position;

	private long readAt;

	private @Nullable Position gap;

	/**
	 * @param position the first batch begins behind it
	 */
	Batches(JournalFollower journal, Destination destination, Position position) {
		this.journal = journal;
		this.destination = destination;
		this.position = position;
	}

	/** Everything up to it was looked at. */
	Position position() {
		return this.position;
	}

	/** Reads again what is behind a position. */
	void goBackTo(Position position) {
		this.ahead.clear();
		this.position = position;
	}

	/**
	 * Up to where retention was found to have dropped messages before they were read,
	 * since this was asked last; null if it was not.
	 */
	@Nullable Position foundGap() {
		Position found = this.gap;
		this.gap = null;
		return found;
	}

	/**
	 * Reads the next batch.
	 * @param looks how many pages it may look through for one
	 * @return empty if there was none in them
	 */
	List<DeviceMessage> next(int looks) {
		List<DeviceMessage> batch = new ArrayList<>();
		long bytes = 0;
		int pages = 0;
		boolean more = true;
		if (System.nanoTime() - this.readAt > FRESH_NANOS) {
			this.ahead.clear();
		}
		while (batch.size() < this.destination.batchSize() && bytes < BATCH_BYTES) {
			DeviceMessage message = this.ahead.poll();
			if (message != null) {
				this.position = message.position();
				if (this.destination.wants(message)) {
					batch.add(message);
					bytes += message.payload().size();
				}
			}
			else if (more && pages++ < looks) {
				more = read();
			}
			else {
				break;
			}
		}
		return batch;
	}

	/** Returns whether there is more behind what was read. */
	private boolean read() {
		this.readAt = System.nanoTime();
		MessagePage page = this.journal.read(MessageQuery.behind(this.position, MessageQuery.MAX_LIMIT));
		this.ahead.addAll(page.items());
		Position first = page.items().isEmpty() ? null : page.items().get(0).position();
		checkForGap(first);
		return page.next() != null;
	}

	private void checkForGap(@Nullable Position first) {
		Position dropped = this.journal.droppedUpTo();
		if (dropped != null && dropped.compareTo(this.position) > 0
				&& (first == null || first.compareTo(dropped) > 0)) {
			this.gap = dropped;
			this.position = dropped;
		}
	}

}
