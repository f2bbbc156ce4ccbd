package io.wirepost.forward;

import java.time.Instant;
import java.util.List;

import io.wirepost.journal.JournalFollower;
import io.wirepost.journal.MessageQuery;
import io.wirepost.message.DeviceMessage;
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

	/** How many of some messages, which are in their order, are not beyond the end. */
	int within(List<DeviceMessage> messages, JournalFollower journal) {
		int known = messages.stream().map(DeviceMessage::position).toList().indexOf(this.end);
		if (known >= 0) {
			return known + 1;
		}
		// The message at the end is not among them: it is of another time, or was erased.
		int from = 0;
		int to = messages.size();
		if (to == 0 || !isBeyond(messages.get(to - 1).position(), journal)) {
			return to;
		}
		while (from < to) {
			int middle = (from + to) >>> 1;
			if (isBeyond(messages.get(middle).position(), journal)) {
				to = middle;
			}
			else {
				from = middle + 1;
			}
		}
		return from;
	}

	/** Whether a position is behind the end. */
	boolean isBeyond(Position position, JournalFollower journal) {
		return journal.isBehind(position, this.end);
	}

}
