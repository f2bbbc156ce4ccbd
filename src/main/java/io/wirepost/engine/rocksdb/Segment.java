package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.rocksdb.ColumnFamilyHandle;

/**
 * A stretch of the journal in a column family of its own, so that dropping it is one
 * step. Whoever uses its handle retains it first: it may be dropped at any time, and a
 * closed handle would take the process down.
 */
final class Segment {

	private static final String NAME_PREFIX = "messages-";

	private final long number;

	private final ColumnFamilyHandle handle;

	private final AtomicInteger users = new AtomicInteger(1);

	private volatile SegmentStatistics statistics;

	Segment(long number, ColumnFamilyHandle handle, SegmentStatistics statistics) {
		this.number = number;
		this.handle = handle;
		this.statistics = statistics;
	}

	static boolean isName(byte[] columnFamily) {
		return new String(columnFamily, StandardCharsets.UTF_8).startsWith(NAME_PREFIX);
	}

	static long numberOf(byte[] columnFamily) {
		return Long.parseLong(new String(columnFamily, StandardCharsets.UTF_8).substring(NAME_PREFIX.length()), 16);
	}

	static byte[] nameOf(long number) {
		return (NAME_PREFIX + "%016x".formatted(number)).getBytes(StandardCharsets.UTF_8);
	}

	/** Its place among the segments: they count up. */
	long number() {
		return this.number;
	}

	ColumnFamilyHandle handle() {
		return this.handle;
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
	 * Keeps the handle open until {@link #release()}.
	 * @return false if it is closed already
	 */
	boolean retain() {
		return this.users.getAndUpdate((users) -> (users > 0) ? users + 1 : 0) > 0;
	}

	/** Closes the handle after its last user. */
	void release() {
		if (this.users.decrementAndGet() == 0) {
			this.handle.close();
		}
	}

}
