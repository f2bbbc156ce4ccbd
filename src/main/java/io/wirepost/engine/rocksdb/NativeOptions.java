package io.wirepost.engine.rocksdb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteOptions;

/**
 * RocksDB's options: each bounds memory, files or descriptors, or makes writes durable.
 * They are native objects and have to be closed after the last database opened with them.
 */
final class NativeOptions implements AutoCloseable {

	static {
		RocksDB.loadLibrary();
	}

	private final List<RocksObject> owned = new ArrayList<>();

	private final DBOptions database;

	private final ColumnFamilyOptions columnFamily;

	private final ColumnFamilyOptions segment;

	private final WriteOptions synced;

	private final WriteOptions syncedWhereThere;

	private final ReadOptions reads;

	NativeOptions(StoreSizes sizes) {
		this.database = own(new DBOptions()).setCreateIfMissing(true)
			.setCreateMissingColumnFamilies(true)
			.setDbWriteBufferSize(sizes.writeBuffers())
			.setMaxTotalWalSize(sizes.writeAheadLog())
			.setMaxBackgroundJobs(2)
			// Reopening on a full disk must not need more space.
			.setAvoidFlushDuringRecovery(true)
			// Sockets need file descriptors too.
			.setMaxOpenFiles(256)
			.setBytesPerSync(1024 * 1024)
			.setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
			.setMaxLogFileSize(1024 * 1024)
			.setKeepLogFileNum(4)
			.setStatsDumpPeriodSec(0)
			.setStatsPersistPeriodSec(0);
		Cache cache = own(new LRUCache(sizes.blockCache()));
		this.columnFamily = columnFamily(sizes, cache)
			// Requested ids nearly always exist: the last level needs no filter.
			.setOptimizeFiltersForHits(true)
			.setTableFormatConfig(tables(cache).setFilterPolicy(own(new BloomFilter(10))));
		// No filters: ids do not overlap between files, and indexes are scanned.
		this.segment = columnFamily(sizes, cache);
		this.synced = own(new WriteOptions()).setSync(true);
		this.syncedWhereThere = own(new WriteOptions()).setSync(true).setIgnoreMissingColumnFamilies(true);
		this.reads = own(new ReadOptions());
	}

	private ColumnFamilyOptions columnFamily(StoreSizes sizes, Cache cache) {
		return own(new ColumnFamilyOptions()).setWriteBufferSize(sizes.writeBuffer())
			.setMaxWriteBufferNumber(3)
			.setCompressionType(CompressionType.LZ4_COMPRESSION)
			.setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
			.setTableFormatConfig(tables(cache));
	}

	private static BlockBasedTableConfig tables(Cache cache) {
		return new BlockBasedTableConfig().setBlockCache(cache)
			.setCacheIndexAndFilterBlocks(true)
			.setBlockSize(16 * 1024);
	}

	private <T extends RocksObject> T own(T object) {
		this.owned.add(object);
		return object;
	}

	DBOptions database() {
		return this.database;
	}

	ColumnFamilyOptions columnFamily(byte[] name) {
		return SegmentFamily.of(name).isPresent() ? this.segment : this.columnFamily;
	}

	/** For writes that are durable on return. */
	WriteOptions synced() {
		return this.synced;
	}

	/**
	 * The same, but skips column families that were dropped meanwhile; RocksDB would
	 * otherwise consider the whole database damaged.
	 */
	WriteOptions syncedWhereThere() {
		return this.syncedWhereThere;
	}

	ReadOptions reads() {
		return this.reads;
	}

	@Override
	public void close() {
		Collections.reverse(this.owned);
		this.owned.forEach(RocksObject::close);
		this.owned.clear();
	}

}
