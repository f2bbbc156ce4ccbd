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
 * Reads a destination's messages from the journal in batches. At most one page is read
 * ahead, and used for a second at most, so that erased messages do not go out. For one
 * thread.
 */
final class Batches {

	/** About the most bytes of payloads in a batch, unless it is a single message. */
	private static final int BATCH_BYTES = 1024 * 1024;

	/** The age at which a page that was read ahead is read again. */
	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final JournalFollower journal;

	private final Destination destination;

	private final Deque<DeviceMessage> ahead = new ArrayDeque<>();

	private final @Nullable JournalRange range;

	private Position position;

	private long readAt;

	private @Nullable Position gap;

	/**
	 * @param range what to read; null for everything
	 * @param position where the first batch begins
	 */
	Batches(JournalFollower journal, Destination destination, @Nullable JournalRange range, Position position) {
		this.journal = journal;
		this.destination = destination;
		this.range = range;
		this.position = position;
	}

	/** The position up to which everything was read. */
	Position position() {
		return this.position;
	}

	/** Goes back to a position. */
	void goBackTo(Position position) {
		this.ahead.clear();
		this.position = position;
	}

	/**
	 * The position up to which retention dropped messages before they were read, since
	 * the last call; null for none.
	 */
	@Nullable Position foundGap() {
		Position found = this.gap;
		this.gap = null;
		return found;
	}

	/**
	 * Reads the next batch.
	 * @param looks the most pages to read
	 * @return empty if no message in them matches
	 */
	List<DeviceMessage> next(int looks) {
		List<DeviceMessage> batch = new ArrayList<>();
		long bytes = 0;
		int pages = 0;
		boolean more = true;
		if (System.nanoTime() - this.readAt > FRESH_NANOS) {
			this.ahead.clear();
		}
		while (batch.size() < this.destination.batchSize() && bytes < BATCH_BYTES && !isAtEnd(this.position)) {
			DeviceMessage message = this.ahead.poll();
			if (message != null && this.range != null && message.position().compareTo(this.range.end()) > 0) {
				goBackTo(this.range.end());
			}
			else if (message != null) {
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

	/** Returns whether there is more to read. */
	private boolean read() {
		this.readAt = System.nanoTime();
		MessagePage page = this.journal.read((this.range != null) ? this.range.behind(this.position)
				: MessageQuery.behind(this.position, MessageQuery.MAX_LIMIT));
		this.ahead.addAll(page.items());
		Position first = page.items().isEmpty() ? null : page.items().get(0).position();
		checkForGap(first);
		Position next = page.next();
		if (first == null && next != null && next.compareTo(this.position) > 0) {
			// Nothing of the range so far.
			this.position = next;
		}
		return next != null;
	}

	private boolean isAtEnd(Position position) {
		return this.range != null && this.range.isEndedAt(position);
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
