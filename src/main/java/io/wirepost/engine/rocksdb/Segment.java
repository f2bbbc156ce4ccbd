package io.wirepost.engine.rocksdb;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.rocksdb.ColumnFamilyHandle;

/**
 * A stretch of the journal in column families of its own, so that dropping it is nearly
 * free: one for the messages, one that finds those of a device. Messages come in the
 * order of their keys, so their files are not merged, as long as none are erased; the
 * index is merged again and again, but small. A thread that uses a handle retains the
 * segment first: it may be dropped at any time, and using a closed handle crashes the
 * process.
 */
final class Segment {

	private final long number;

	private final ColumnFamilyHandle messages;

	private final ColumnFamilyHandle index;

	private final AtomicInteger users = new AtomicInteger(1);

	private volatile SegmentStatistics statistics;

	/**
	 * @param index where the statistics and the messages of a device are found
	 */
	Segment(long number, ColumnFamilyHandle messages, ColumnFamilyHandle index, SegmentStatistics statistics) {
		this.number = number;
		this.messages = messages;
		this.index = index;
		this.statistics = statistics;
	}

	/** Its place among the segments: they count up. */
	long number() {
		return this.number;
	}

	ColumnFamilyHandle messages() {
		return this.messages;
	}

	ColumnFamilyHandle index() {
		return this.index;
	}

	/** All that it is in. */
	List<ColumnFamilyHandle> handles() {
		return List.of(this.messages, this.index);
	}

	SegmentStatistics statistics() {
		return this.statistics;
	}

	/**
	 * Set before what it tells of is written: readers may take it for wider than it is,
	 * never for narrower.
	 */
	void statistics(SegmentStatistics statistics) {
		this.statistics = statistics;
	}

	/**
	 * Keeps the handles open until {@link #release()}.
	 * @return false if it is closed already
	 */
	boolean retain() {
		return this.users.getAndUpdate((users) -> (users > 0) ? users + 1 : 0) > 0;
	}

	/** Closes the handles after its last user. */
	void release() {
		if (this.users.decrementAndGet() == 0) {
			handles().forEach(ColumnFamilyHandle::close);
		}
	}

}
