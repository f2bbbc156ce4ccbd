package io.wirepost.engine.rocksdb;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.unit.DataSize;

/**
 * Watches the free space of the disk, so that writing stops before the disk is full:
 * RocksDB writes files in the background and recovers badly if it cannot. For one thread.
 */
final class FreeSpace {

	private static final long LOOK_EVERY_NANOS = 100_000_000;

	private static final long LOOK_EVERY_BYTES = 1024 * 1024;

	private final FileStore disk;

	private final long reserve;

	private long lookedAt;

	private long writtenSince = LOOK_EVERY_BYTES;

	private long usable;

	FreeSpace(Path directory, DataSize reserve) throws IOException {
		this.disk = Files.getFileStore(directory);
		this.reserve = Math.min(reserve.toBytes(), this.disk.getTotalSpace() / 4);
	}

	/** Whether there is more than the reserve. Checks the disk only occasionally. */
	boolean isEnough() {
		long now = System.nanoTime();
		if (this.writtenSince >= LOOK_EVERY_BYTES || now - this.lookedAt >= LOOK_EVERY_NANOS) {
			this.usable = look();
			this.lookedAt = now;
			this.writtenSince = 0;
		}
		return this.usable >= this.reserve;
	}

	/** Counts written bytes. */
	void wrote(long bytes) {
		this.writtenSince += bytes;
	}

	private long look() {
		try {
			return this.disk.getUsableSpace();
		}
		catch (IOException ex) {
			// The disk cannot tell; writes will fail if it is full.
			return Long.MAX_VALUE;
		}
	}

	/** A sentence for operators. */
	String shortage() {
		return "The disk of the data directory has %d MB free, less than the reserve of %d MB: free some space, or lower wirepost.journal.retention.size"
			.formatted(this.usable >> 20, this.reserve >> 20);
	}

}
