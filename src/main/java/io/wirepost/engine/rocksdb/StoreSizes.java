package io.wirepost.engine.rocksdb;

/**
 * The bounds of the store, in bytes. Native memory is about the block cache and the write
 * buffers together.
 *
 * @param segment about the size at which a new segment begins
 * @param writeBuffer the memory of one column family before it writes a file
 * @param writeBuffers the memory of all of them together
 * @param writeAheadLog the most that the write-ahead log takes on disk
 * @param blockCache the cached blocks of files, indexes included
 */
record StoreSizes(long segment, long writeBuffer, long writeBuffers, long writeAheadLog, long blockCache) {

	private static final long MB = 1024 * 1024;

	/** The sizes for a journal that may take so much of the disk. */
	static StoreSizes of(long retention) {
		long segment = between(MB, retention / 32, 1024 * MB);
		long writeBuffer = between(MB / 2, segment / 4, 32 * MB);
		return new StoreSizes(segment, writeBuffer, 3 * writeBuffer, between(2 * MB, retention / 16, 128 * MB),
				64 * MB);
	}

	private static long between(long least, long value, long most) {
		return Math.max(least, Math.min(value, most));
	}

}
