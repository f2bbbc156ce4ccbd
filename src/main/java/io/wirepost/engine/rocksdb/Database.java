package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * An open database: the default column family for facts about the whole, those of
 * {@link Family}, and those of each segment. Used only within {@link RocksDbStore#use},
 * which ensures that it is open.
 */
final class Database {

	/**
	 * The format of the database, stored under {@link #FORMAT_KEY}. No other is read.
	 */
	static final int FORMAT = 3;

	static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.UTF_8);

	/** The last id that was dropped, in the default column family. */
	private static final byte[] DROPPED_KEY = "dropped".getBytes(StandardCharsets.UTF_8);

	private final RocksDB db;

	private final NativeOptions options;

	private final List<ColumnFamilyHandle> handles;

	/** Whether it has its format: a new database has not. */
	private boolean named;

	private volatile List<Segment> segments = List.of();

	private volatile @Nullable MessageId droppedUpTo;

	private Database(RocksDB db, NativeOptions options, List<ColumnFamilyHandle> handles) {
		this.db = db;
		this.options = options;
		this.handles = List.copyOf(handles);
	}

	/**
	 * Opens it.
	 * @throws DataDirectoryException if it has another format
	 */
	static Database open(DataDirectory directory, NativeOptions options) throws RocksDBException {
		Database database = open(directory, options,
				(path, families, handles) -> RocksDB.open(options.database(), path, families, handles));
		try {
			database.prepare();
			return database;
		}
		catch (RocksDBException | RuntimeException | Error ex) {
			database.close();
			throw ex;
		}
	}

	/** Opens an existing database for reads; writes fail. Writes no file. */
	static Database openReadOnly(DataDirectory directory, NativeOptions options) throws RocksDBException {
		return open(directory, options,
				(path, families, handles) -> RocksDB.openReadOnly(options.database(), path, families, handles));
	}

	private static Database open(DataDirectory directory, NativeOptions options, Opener opener)
			throws RocksDBException {
		List<ColumnFamilyDescriptor> families = families(directory)
			.map((name) -> new ColumnFamilyDescriptor(name, options.columnFamily(name)))
			.toList();
		List<ColumnFamilyHandle> handles = new ArrayList<>();
		RocksDB db = opener.open(directory.path().toString(), families, handles);
		Database database = new Database(db, options, handles);
		try {
			database.checkFormat(directory);
			database.findSegments(directory);
			return database;
		}
		catch (RocksDBException | RuntimeException | Error ex) {
			database.close();
			throw ex;
		}
	}

	/**
	 * The default column family, those of {@link Family} in order, and those of segments.
	 */
	private static Stream<byte[]> families(DataDirectory directory) throws RocksDBException {
		List<byte[]> needed = Stream
			.concat(Stream.of(RocksDB.DEFAULT_COLUMN_FAMILY), Arrays.stream(Family.values()).map(Family::id))
			.toList();
		if (!directory.isUsed()) {
			return needed.stream();
		}
		try (Options options = new Options()) {
			List<byte[]> there = RocksDB.listColumnFamilies(options, directory.path().toString());
			return Stream.concat(needed.stream(),
					there.stream().filter((name) -> needed.stream().noneMatch((one) -> Arrays.equals(one, name))));
		}
	}

	private void checkFormat(DataDirectory directory) throws RocksDBException {
		ColumnFamilyHandle whole = this.handles.get(0);
		byte[] kept = get(whole, FORMAT_KEY);
		if (kept == null) {
			return;
		}
		String format = new String(kept, StandardCharsets.UTF_8);
		if (!format.matches("[0-9]{1,9}")) {
			throw DataDirectoryException.damaged(directory.path(), "its format cannot be read", null);
		}
		if (Integer.parseInt(format) != FORMAT) {
			throw DataDirectoryException.otherFormat(directory.path(), Integer.parseInt(format), FORMAT);
		}
		this.named = true;
	}

	private void findSegments(DataDirectory directory) throws RocksDBException {
		byte[] dropped = get(this.handles.get(0), DROPPED_KEY);
		this.droppedUpTo = (dropped != null) ? Keys.idOf(dropped) : null;
		Map<Long, ColumnFamilyHandle> indexes = ofSegments(SegmentFamily.INDEX);
		List<Segment> all = new ArrayList<>();
		MessageId last = null;
		for (Map.Entry<Long, ColumnFamilyHandle> found : ofSegments(SegmentFamily.MESSAGES).entrySet()) {
			ColumnFamilyHandle messages = found.getValue();
			ColumnFamilyHandle index = indexes.get(found.getKey());
			if (index == null) {
				throw DataDirectoryException.damaged(directory.path(), "a segment has no index", null);
			}
			byte[] kept = get(index, Keys.STATISTICS);
			// There may have been a crash between the creation of a segment and its first
			// write.
			SegmentStatistics statistics = (kept != null) ? SegmentStatistics.fromBytes(kept)
					: SegmentStatistics.emptyAfter(last);
			all.add(new Segment(found.getKey(), messages, index, statistics));
			last = statistics.last();
		}
		this.segments = List.copyOf(all);
	}

	/** By the numbers of the segments, in order. */
	private SortedMap<Long, ColumnFamilyHandle> ofSegments(SegmentFamily family) throws RocksDBException {
		SortedMap<Long, ColumnFamilyHandle> found = new TreeMap<>();
		for (ColumnFamilyHandle handle : this.handles) {
			byte[] name = handle.getName();
			if (SegmentFamily.of(name).filter(family::equals).isPresent()) {
				found.put(family.numberOf(name), handle);
			}
		}
		return found;
	}

	/** Prepares it for writes. */
	private void prepare() throws RocksDBException {
		if (!this.named) {
			this.db.put(this.handles.get(0), this.options.synced(), FORMAT_KEY,
					String.valueOf(FORMAT).getBytes(StandardCharsets.UTF_8));
		}
		SortedMap<Long, ColumnFamilyHandle> indexes = ofSegments(SegmentFamily.INDEX);
		indexes.keySet().removeAll(ofSegments(SegmentFamily.MESSAGES).keySet());
		for (ColumnFamilyHandle left : indexes.values()) {
			// There was a crash between the two steps of creating or dropping a segment.
			this.db.dropColumnFamily(left);
		}
		if (this.segments.isEmpty()) {
			addSegment(1, null);
		}
	}

	/** Oldest first; never empty. */
	List<Segment> segments() {
		return this.segments;
	}

	/** The segment that is written. */
	Segment current() {
		return this.segments.get(this.segments.size() - 1);
	}

	ColumnFamilyHandle family(Family family) {
		return this.handles.get(1 + family.ordinal());
	}

	/** Begins a new segment. For the one thread that writes messages. */
	void roll() throws RocksDBException {
		Segment full = current();
		addSegment(full.number() + 1, full.statistics().last());
		try (FlushOptions options = new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true)) {
			// Otherwise its part of the write-ahead log could not be deleted.
			this.db.flush(options, full.handles());
		}
	}

	private void addSegment(long number, @Nullable MessageId last) throws RocksDBException {
		// The index first: an index without messages is recognized as a leftover.
		ColumnFamilyHandle index = create(SegmentFamily.INDEX.nameOf(number));
		ColumnFamilyHandle messages = create(SegmentFamily.MESSAGES.nameOf(number));
		SegmentStatistics statistics = SegmentStatistics.emptyAfter(last);
		// The last id outlives its segment: ids continue after it.
		this.db.put(index, this.options.synced(), Keys.STATISTICS, statistics.toBytes());
		synchronized (this) {
			this.segments = Stream
				.concat(this.segments.stream(), Stream.of(new Segment(number, messages, index, statistics)))
				.toList();
		}
	}

	private ColumnFamilyHandle create(byte[] name) throws RocksDBException {
		return this.db.createColumnFamily(new ColumnFamilyDescriptor(name, this.options.columnFamily(name)));
	}

	/** Drops a segment with all its messages. Running reads continue. */
	void drop(Segment segment) throws RocksDBException {
		MessageId last = segment.statistics().last();
		if (last != null) {
			this.db.put(this.handles.get(0), this.options.synced(), DROPPED_KEY,
					Keys.withId(new byte[0], last.value()));
		}
		for (ColumnFamilyHandle handle : segment.handles()) {
			drop(handle);
		}
		synchronized (this) {
			this.segments = this.segments.stream().filter((each) -> each != segment).toList();
		}
		this.droppedUpTo = last;
		segment.release();
	}

	/**
	 * Drops a column family, even if a failed attempt has already dropped it.
	 */
	private void drop(ColumnFamilyHandle handle) throws RocksDBException {
		try {
			this.db.dropColumnFamily(handle);
		}
		catch (RocksDBException ex) {
			Status status = ex.getStatus();
			if (status == null || status.getCode() != Status.Code.InvalidArgument) {
				throw ex;
			}
		}
	}

	/** The last id of a segment that was dropped; null if none ever was. */
	@Nullable MessageId droppedUpTo() {
		return this.droppedUpTo;
	}

	byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
		return this.db.get(family, this.options.reads(), key);
	}

	/** Opens an iterator, which has to be closed before the use of this database ends. */
	RocksIterator iterator(ColumnFamilyHandle family) {
		return this.db.newIterator(family, this.options.reads());
	}

	/** Durable on return. */
	void write(WriteBatch batch) throws RocksDBException {
		this.db.write(this.options.synced(), batch);
	}

	/**
	 * Writes a batch, without the parts for segments that retention has dropped
	 * meanwhile. Durable on return.
	 */
	void writeWhereThere(WriteBatch batch) throws RocksDBException {
		this.db.write(this.options.syncedWhereThere(), batch);
	}

	/** Rewrites a segment's files, without what was deleted. */
	void rewrite(Segment segment, CompactRangeOptions rewriting) throws RocksDBException {
		for (ColumnFamilyHandle handle : segment.handles()) {
			this.db.compactRange(handle, null, null, rewriting);
		}
	}

	/**
	 * Flushes memory to files, so that the write-ahead log up to here is deleted.
	 */
	void flush() throws RocksDBException {
		try (FlushOptions flushing = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
			for (ColumnFamilyHandle handle : this.handles.subList(0, 1 + Family.values().length)) {
				this.db.flush(flushing, handle);
			}
			for (Segment segment : this.segments) {
				if (segment.retain()) {
					try {
						this.db.flush(flushing, segment.handles());
					}
					finally {
						segment.release();
					}
				}
			}
		}
	}

	/** The size of a segment in bytes, memory included. */
	long size(Segment segment) throws RocksDBException {
		return filesSize(segment) + sum(segment, "rocksdb.cur-size-all-mem-tables");
	}

	/** The size of a segment's files in bytes, without the write-ahead log. */
	long filesSize(Segment segment) throws RocksDBException {
		return sum(segment, "rocksdb.live-sst-files-size");
	}

	private long sum(Segment segment, String property) throws RocksDBException {
		long sum = 0;
		for (ColumnFamilyHandle handle : segment.handles()) {
			sum += this.db.getLongProperty(handle, property);
		}
		return sum;
	}

	/** Closes it. Nobody may use it any more. */
	void close() {
		this.segments.forEach(Segment::release);
		this.segments = List.of();
		this.handles.forEach(ColumnFamilyHandle::close);
		this.db.close();
	}

	/** Opens the database, for writing or for reads alone. */
	@FunctionalInterface
	private interface Opener {

		RocksDB open(String path, List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
				throws RocksDBException;

	}

}
