package io.wirepost.engine.rocksdb;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.StoredDevice;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Adds changes of devices to a batch, under the bytes of their ids, and their count. For
 * the commit thread; only {@link #count()} is safe for all threads.
 */
final class DeviceChanges {

	/** No device's id begins with it. */
	static final byte[] COUNT = { 0 };

	private volatile long count;

	private long countAfter;

	private long countBefore;

	/** The records as changed by the batch, as changes build on earlier ones. */
	private final Map<DeviceId, Optional<StoredDevice>> ofBatch = new HashMap<>();

	DeviceChanges(RocksDbStore store) {
		byte[] kept = store.read((database) -> database.get(database.family(Family.DEVICES), COUNT));
		this.count = (kept != null) ? ByteBuffer.wrap(kept).getLong() : 0;
	}

	/** The number of stored devices. */
	long count() {
		return this.count;
	}

	void begin() {
		this.ofBatch.clear();
		this.countAfter = this.count;
	}

	/** Marks the beginning of a submission, which may be rolled back. */
	void mark() {
		this.countBefore = this.countAfter;
	}

	/** Rolls back to the mark. */
	void rollBack() {
		this.countAfter = this.countBefore;
	}

	DeviceStore.Changed add(Database database, WriteBatch batch, DeviceStore.Change change) throws RocksDBException {
		DeviceId id = change.id();
		StoredDevice before = find(database, id);
		StoredDevice after = change.apply(before);
		if (before == null && after != null && change instanceof DeviceStore.Change.Seen
				&& this.countAfter >= DeviceStore.MOST) {
			after = null;
		}
		if (after == null && before != null) {
			batch.delete(database.family(Family.DEVICES), Keys.bytes(id));
			this.countAfter--;
		}
		else if (after != null && !after.equals(before)) {
			batch.put(database.family(Family.DEVICES), Keys.bytes(id), DeviceCodec.encode(after));
			this.countAfter += (before == null) ? 1 : 0;
		}
		this.ofBatch.put(id, Optional.ofNullable(after));
		return new DeviceStore.Changed(before, after);
	}

	private @Nullable StoredDevice find(Database database, DeviceId id) throws RocksDBException {
		Optional<StoredDevice> now = this.ofBatch.get(id);
		if (now != null) {
			return now.orElse(null);
		}
		byte[] value = database.get(database.family(Family.DEVICES), Keys.bytes(id));
		return (value != null) ? DeviceCodec.decode(id, value) : null;
	}

	void finish(Database database, WriteBatch batch) throws RocksDBException {
		if (this.countAfter != this.count) {
			batch.put(database.family(Family.DEVICES), COUNT, ByteBuffer.allocate(8).putLong(this.countAfter).array());
		}
	}

	void written() {
		this.count = this.countAfter;
	}

}
