package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

import io.wirepost.journal.Batch;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Direction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes batches, each as one synced write: messages to the current segment, changes to
 * the families of their features. Begins a new segment when it is due. For the commit
 * thread; its buffers are reused.
 */
final class BatchWriter implements AutoCloseable {

	private static final ByteBuffer NO_VALUE = ByteBuffer.allocateDirect(0);

	/** Larger values get their own array. */
	private static final int BUFFER_SIZE = 64 * 1024;

	private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.MAX_SIZE);

	private final ByteBuffer value = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final List<DeviceMessage> byDevice = new ArrayList<>();

	private final WriteBatch target = new WriteBatch();

	private final ChangeWriter changes;

	private final long segmentSize;

	private final long segmentMillis;

	private long writtenSinceLook;

	/** The number of the batch that was assigned to a segment and counted. */
	private long placed = -1;

	private @Nullable SegmentStatistics statistics;

	/**
	 * @param segmentSize about the bytes of a segment
	 * @param segmentMillis the longest time that a segment is written
	 */
	BatchWriter(ChangeWriter changes, long segmentSize, long segmentMillis) {
		this.changes = changes;
		this.segmentSize = segmentSize;
		this.segmentMillis = segmentMillis;
	}

	/**
	 * Writes a batch, possibly again after a failure. Durable on return.
	 * @return false if nothing had to be written
	 */
	boolean write(Database database, Batch batch, long now) throws RocksDBException {
		if (batch.number() != this.placed && isRollDue(database, now)) {
			database.roll();
		}
		this.target.clear();
		if (!batch.messages().isEmpty() || batch.submissions().isEmpty()) {
			addMessages(database.current(), batch, now);
		}
		this.changes.begin();
		this.changes.add(database, this.target, batch.submissions());
		boolean any = this.target.count() > 0;
		if (any) {
			this.writtenSinceLook += this.target.getDataSize();
			database.write(this.target);
		}
		this.changes.written();
		return any;
	}

	private void addMessages(Segment segment, Batch batch, long now) throws RocksDBException {
		SegmentStatistics after = place(segment, batch, now);
		for (DeviceMessage message : batch.messages()) {
			putMessage(segment.messages(), message);
		}
		putByDevice(segment.index(), batch.messages());
		this.target.put(segment.index(), Keys.STATISTICS, after.toBytes());
		segment.statistics(after);
	}

	/**
	 * The statistics of the segment with a batch: counted once, however often the batch
	 * is written.
	 */
	private SegmentStatistics place(Segment segment, Batch batch, long now) {
		if (batch.number() != this.placed || this.statistics == null) {
			SegmentStatistics after = segment.statistics();
			for (DeviceMessage message : batch.messages()) {
				after = after.with(message, now);
			}
			this.statistics = after;
			this.placed = batch.number();
		}
		return this.statistics;
	}

	boolean isRollDue(Database database, long now) throws RocksDBException {
		SegmentStatistics statistics = database.current().statistics();
		if (statistics.messages() == 0) {
			return false;
		}
		// Also if the clock was set back: the age is unknown then.
		if (Math.abs(now - statistics.since()) >= this.segmentMillis) {
			return true;
		}
		if (this.writtenSinceLook < this.segmentSize / 16) {
			return false;
		}
		this.writtenSinceLook = 0;
		return database.size(database.current()) >= this.segmentSize;
	}

	private void putMessage(ColumnFamilyHandle family, DeviceMessage message) throws RocksDBException {
		UUID id = message.requiredId().value();
		MessageCodec.Texts texts = MessageCodec.Texts.of(message);
		int size = MessageCodec.maxSize(message, texts);
		this.value.clear();
		if (size <= BUFFER_SIZE) {
			MessageCodec.encode(message, texts, this.value);
			Keys.putMessage(this.key, id);
			this.target.put(family, this.key, this.value.flip());
		}
		else {
			// The exact size is known once the head is encoded, so that the payload is
			// copied only once.
			MessageCodec.encodeHead(message, texts, this.value);
			int head = this.value.flip().remaining();
			byte[] large = new byte[head + message.payload().size()];
			this.value.get(large, 0, head);
			message.payload().asByteBuffer().get(large, head, message.payload().size());
			this.target.put(family, Keys.ofMessage(id), large);
		}
	}

	/**
	 * After the messages and sorted by key: RocksDB's memtable is several times faster
	 * with sorted keys.
	 */
	private void putByDevice(ColumnFamilyHandle index, List<DeviceMessage> messages) throws RocksDBException {
		this.byDevice.clear();
		for (DeviceMessage message : messages) {
			if (message.device() != null) {
				this.byDevice.add(message);
			}
		}
		this.byDevice.sort(Comparator.comparing(DeviceMessage::device));
		for (DeviceMessage message : this.byDevice) {
			Keys.putOfDevice(this.key, Keys.bytes(message.device()), message.requiredId().value());
			this.target.put(index, this.key, NO_VALUE);
		}
		putLatest(index);
		this.byDevice.clear();
	}

	/**
	 * For each device and kind only the newest of the batch: the messages of a device are
	 * in their order. Events are no messages of the device.
	 */
	private void putLatest(ColumnFamilyHandle index) throws RocksDBException {
		Map<String, UUID> newest = new TreeMap<>();
		for (int i = 0; i < this.byDevice.size(); i++) {
			DeviceMessage message = this.byDevice.get(i);
			String kind = message.interpretation().kind();
			if (kind != null && message.direction() != Direction.EVENT) {
				newest.put(kind, message.requiredId().value());
			}
			boolean isLast = i + 1 == this.byDevice.size()
					|| !Objects.equals(message.device(), this.byDevice.get(i + 1).device());
			if (isLast && !newest.isEmpty()) {
				putLatest(index, Keys.bytes(message.device()), newest);
				newest.clear();
			}
		}
	}

	private void putLatest(ColumnFamilyHandle index, byte[] device, Map<String, UUID> newest) throws RocksDBException {
		for (Map.Entry<String, UUID> one : newest.entrySet()) {
			Keys.putLatest(this.key, device, one.getKey());
			Keys.putId(this.value, one.getValue());
			this.target.put(index, this.key, this.value);
		}
	}

	@Override
	public void close() {
		this.target.close();
	}

}
