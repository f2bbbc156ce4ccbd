package io.wirepost.engine.rocksdb;

import java.util.UUID;

import io.wirepost.journal.MessageQuery;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a segment that a query can match.
 *
 * @param low the first; null for no bound
 * @param high after the last; null for no bound
 */
record IdRange(@Nullable UUID low, @Nullable UUID high) {

	static IdRange of(MessageQuery query, SegmentStatistics statistics) {
		UUID low = (query.from() != null) ? firstOf(SegmentStatistics.epochMilli(query.from()) + statistics.minLag())
				: null;
		UUID high = (query.to() != null) ? firstOf(SegmentStatistics.epochMilli(query.to()) + statistics.maxLag() + 1)
				: null;
		if (query.after() != null) {
			if (query.order() == MessageQuery.Order.ASC) {
				low = later(low, successor(query.after().value()));
			}
			else {
				high = earlier(high, query.after().value());
			}
		}
		return new IdRange(low, high);
	}

	/** Whether a segment can have ids within the range. */
	boolean overlaps(SegmentStatistics statistics) {
		return statistics.first() != null && statistics.last() != null
				&& (this.low == null || compare(this.low, statistics.last().value()) <= 0)
				&& (this.high == null || compare(this.high, statistics.first().value()) > 0);
	}

	private static UUID firstOf(long epochMilli) {
		return MessageId.firstOf(epochMilli).value();
	}

	private static UUID successor(UUID id) {
		long low = id.getLeastSignificantBits() + 1;
		return new UUID(id.getMostSignificantBits() + ((low == 0) ? 1 : 0), low);
	}

	private static UUID later(@Nullable UUID one, UUID other) {
		return (one != null && compare(one, other) > 0) ? one : other;
	}

	private static UUID earlier(@Nullable UUID one, UUID other) {
		return (one != null && compare(one, other) < 0) ? one : other;
	}

	/** Compares ids by their bytes, unlike {@link UUID}. */
	private static int compare(UUID one, UUID other) {
		int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
		return (high != 0) ? high
				: Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
	}

}
