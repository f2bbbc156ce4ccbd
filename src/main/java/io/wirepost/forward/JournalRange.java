package io.wirepost.forward;

import java.time.Instant;

import io.wirepost.journal.MessageQuery;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * The part of the journal that a forwarder with an end reads.
 *
 * @param end nothing beyond; a position that the journal has reached
 * @param since only messages received at this time or later; null for all
 * @param until only messages received before this time; null for all
 */
public record JournalRange(Position end, @Nullable Instant since, @Nullable Instant until) {

	MessageQuery behind(Position position) {
		return new MessageQuery(null, null, null, null, this.since, this.until, MessageQuery.Order.ASC, position,
				MessageQuery.MAX_LIMIT, true);
	}

	boolean isEndedAt(Position position) {
		return position.compareTo(this.end) >= 0;
	}

}
