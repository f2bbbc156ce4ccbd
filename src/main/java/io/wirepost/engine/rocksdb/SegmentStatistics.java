package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a segment. Written with every batch, in the same write, so that they
 * are exact after a crash too.
 * <p>
 * A message's id has the time of its batch, not of its receipt: it may have waited in the
 * inbox, or the clock may have been set back. The differences within a segment tell which
 * ids a range of times can have.
 *
 * @param messages the number of its messages
 * @param since when its first message was written, in milliseconds since 1970
 * @param newest when the newest of its messages was received, likewise
 * @param minLag the least difference between an id's time and the receipt, in
 * milliseconds; may be negative
 * @param maxLag the greatest difference
 * @param first the first id; null if it has no message
 * @param last the last id, or that of the segment before if it has no message; null if
 * there never was one
 */
record SegmentStatistics(long messages, long since, long newest, long minLag, long maxLag, @Nullable MessageId first,
		@Nullable MessageId last) {

	private static final byte VERSION = 1;

	private static final UUID NONE = new UUID(0, 0);

	/** The statistics of an empty segment after the given id. */
	static SegmentStatistics emptyAfter(@Nullable MessageId last) {
		return new SegmentStatistics(0, 0, 0, 0, 0, null, last);
	}

	/** With one more message. */
	SegmentStatistics with(DeviceMessage message, long now) {
		MessageId id = message.requiredId();
		long received = epochMilli(message.receivedAt());
		long lag = id.epochMilli() - received;
		if (this.messages == 0) {
			return new SegmentStatistics(1, now, received, lag, lag, id, id);
		}
		return new SegmentStatistics(this.messages + 1, this.since, Math.max(this.newest, received),
				Math.min(this.minLag, lag), Math.max(this.maxLag, lag), this.first, id);
	}

	byte[] toBytes() {
		return ByteBuffer.allocate(1 + 5 * 8 + 2 * 16)
			.put(VERSION)
			.putLong(this.messages)
			.putLong(this.since)
			.putLong(this.newest)
			.putLong(this.minLag)
			.putLong(this.maxLag)
			.putLong(value(this.first).getMostSignificantBits())
			.putLong(value(this.first).getLeastSignificantBits())
			.putLong(value(this.last).getMostSignificantBits())
			.putLong(value(this.last).getLeastSignificantBits())
			.array();
	}

	static SegmentStatistics fromBytes(byte[] bytes) {
		ByteBuffer source = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
		if (bytes[0] != VERSION) {
			throw new IllegalStateException("A segment is stored in the unknown format %d".formatted(bytes[0]));
		}
		return new SegmentStatistics(source.getLong(), source.getLong(), source.getLong(), source.getLong(),
				source.getLong(), id(source), id(source));
	}

	private static UUID value(@Nullable MessageId id) {
		return (id != null) ? id.value() : NONE;
	}

	private static @Nullable MessageId id(ByteBuffer source) {
		UUID value = new UUID(source.getLong(), source.getLong());
		return value.equals(NONE) ? null : new MessageId(value);
	}

	/**
	 * The millisecond of a time, clamped to the range of ids.
	 */
	static long epochMilli(Instant time) {
		long second = Math.max(0, Math.min(time.getEpochSecond(), (1L << 47) / 1000));
		return second * 1000 + ((second == time.getEpochSecond()) ? time.getNano() / 1_000_000 : 0);
	}

}
