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

	/** Whether the rest of the range is read ahead. */
	private boolean complete;

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
		forget();
		this.position = position;
	}

	private void forget() {
		this.ahead.clear();
		this.complete = false;
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
			forget();
		}
		while (batch.size() < this.destination.batchSize() && bytes < BATCH_BYTES && !isAtEnd()) {
			DeviceMessage message = this.ahead.poll();
			if (message != null) {
				this.position = message.position();
				if (this.destination.wants(message)) {
					batch.add(message);
					bytes += message.payload().size();
				}
			}
			else if (this.complete && this.range != null) {
				this.position = this.range.end();
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
		List<DeviceMessage> items = page.items();
		int within = (this.range != null) ? this.range.within(items, this.journal) : items.size();
		this.ahead.addAll(items.subList(0, within));
		checkForGap(items.isEmpty() ? null : items.get(0).position());
		Position next = page.next();
		this.complete = within < items.size() || isPassed(next);
		if (items.isEmpty() && next != null && !this.complete) {
			// Nothing of the range so far.
			this.position = next;
		}
		return next != null;
	}

	private boolean isPassed(@Nullable Position next) {
		return this.range != null && next != null
				&& (next.equals(this.range.end()) || this.range.isBeyond(next, this.journal));
	}

	private boolean isAtEnd() {
		return this.range != null && this.position.equals(this.range.end());
	}

	private void checkForGap(@Nullable Position first) {
		Position dropped = this.journal.droppedBehind(this.position);
		if (dropped != null && (first == null || isBehind(dropped, first))) {
			this.gap = dropped;
			this.position = dropped;
		}
	}

	/** False for a message that was dropped after it was read. */
	private boolean isBehind(Position dropped, Position first) {
		return !first.equals(dropped) && this.journal.droppedBehind(first) == null;
	}

}
