package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.StoredDevice;
import io.wirepost.journal.JournalUnavailableException;
import io.wirepost.message.DeviceId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Devices in RocksDB, under the bytes of their ids. */
final class RocksDbDeviceStore implements DeviceStore {

	/** Not known: a write failed, and may have come through. */
	private static final long UNKNOWN = Long.MIN_VALUE / 2;

	private final RocksDbStore store;

	private final Object writing = new Object();

	private final AtomicLong count = new AtomicLong(UNKNOWN);

	RocksDbDeviceStore(RocksDbStore store) {
		this.store = store;
		this.count.set(store.read(RocksDbDeviceStore::countAll));
	}

	@Override
	public Optional<StoredDevice> find(DeviceId id) {
		byte[] value = this.store.read((database) -> database.get(database.family(Family.DEVICES), Keys.bytes(id)));
		return Optional.ofNullable((value != null) ? DeviceCodec.decode(id, value) : null);
	}

	@Override
	public void update(Map<DeviceId, UnaryOperator<@Nullable StoredDevice>> changes) {
		synchronized (this.writing) {
			List<StoredDevice> changed = new ArrayList<>();
			int added = 0;
			for (Map.Entry<DeviceId, UnaryOperator<@Nullable StoredDevice>> change : changes.entrySet()) {
				StoredDevice before = find(change.getKey()).orElse(null);
				StoredDevice after = change.getValue().apply(before);
				if (after != null) {
					changed.add(after);
					added += (before == null) ? 1 : 0;
				}
			}
			if (changed.isEmpty()) {
				return;
			}
			write((database, batch) -> {
				for (StoredDevice device : changed) {
					batch.put(database.family(Family.DEVICES), Keys.bytes(device.id()), DeviceCodec.encode(device));
				}
			});
			this.count.addAndGet(added);
		}
	}

	@Override
	public void remove(DeviceId id) {
		synchronized (this.writing) {
			if (find(id).isPresent()) {
				write((database, batch) -> batch.delete(database.family(Family.DEVICES), Keys.bytes(id)));
				this.count.decrementAndGet();
			}
		}
	}

	private void write(RocksDbStore.Change change) {
		try {
			this.store.write("The device", change);
		}
		catch (JournalUnavailableException ex) {
			this.count.set(UNKNOWN);
			throw ex;
		}
	}

	@Override
	public List<StoredDevice> list(@Nullable DeviceId after, int limit) {
		return this.store.read((database) -> {
			List<StoredDevice> devices = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.DEVICES))) {
				byte[] begin = (after != null) ? Keys.bytes(after) : new byte[0];
				for (iterator.seek(begin); iterator.isValid() && devices.size() < limit; iterator.next()) {
					if (!Arrays.equals(begin, iterator.key())) {
						DeviceId id = new DeviceId(new String(iterator.key(), StandardCharsets.US_ASCII));
						devices.add(DeviceCodec.decode(id, iterator.value()));
					}
				}
				iterator.status();
			}
			return devices;
		});
	}

	@Override
	public long count() {
		long known = this.count.get();
		if (known >= 0) {
			return known;
		}
		long counted = this.store.read(RocksDbDeviceStore::countAll);
		this.count.compareAndSet(known, counted);
		return counted;
	}

	private static long countAll(Database database) throws RocksDBException {
		long count = 0;
		try (RocksIterator iterator = database.iterator(database.family(Family.DEVICES))) {
			for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
				count++;
			}
			iterator.status();
		}
		return count;
	}

}
