package io.wirepost.engine.rocksdb;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.rocksdb.ColumnFamilyHandle;

/**
 * A part of the journal in column families of its own, so that dropping it is nearly
 * free: one for the messages, one as their index by device. Messages are written in the
 * order of their keys, so their files are not merged unless some are erased; the index is
 * merged repeatedly, but is small. A thread that uses a handle retains the segment first:
 * it may be dropped at any time, and using a closed handle crashes the process.
 */
final class Segment {

	private final long number;

	private final ColumnFamilyHandle messages;

	private final ColumnFamilyHandle index;

	private final AtomicInteger users = new AtomicInteger(1);

	private volatile SegmentStatistics statistics;

	/**
	 * @param index its statistics, and the index by device
	 */
	Segment(long number, ColumnFamilyHandle messages, ColumnFamilyHandle index, SegmentStatistics statistics) {
		this.number = number;
		this.messages = messages;
		this.index = index;
		this.statistics = statistics;
	}

	/** Its number; numbers grow. */
	long number() {
		return this.number;
	}

	ColumnFamilyHandle messages() {
		return this.messages;
	}

	ColumnFamilyHandle index() {
		return this.index;
	}

	/** Its column families. */
	List<ColumnFamilyHandle> handles() {
		return List.of(this.messages, this.index);
	}

	SegmentStatistics statistics() {
		return this.statistics;
	}

	/**
	 * Set before the write, so that readers may take the segment for wider than it is,
	 * but never for narrower.
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
