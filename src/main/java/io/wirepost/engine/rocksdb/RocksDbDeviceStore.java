package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.wirepost.device.DeviceStore;
import io.wirepost.device.StoredDevice;
import io.wirepost.message.DeviceId;
import org.rocksdb.RocksIterator;

/** Reads devices, which are under the bytes of their ids. */
final class RocksDbDeviceStore implements DeviceStore {

	/** A page ends after this many devices without the tag. */
	private static final int LOOKS = 10_000;

	private static final byte[] FIRST = { 1 };

	private final RocksDbStore store;

	private final DeviceChanges changes;

	RocksDbDeviceStore(RocksDbStore store, DeviceChanges changes) {
		this.store = store;
		this.changes = changes;
	}

	@Override
	public Optional<StoredDevice> find(DeviceId id) {
		byte[] value = this.store.read((database) -> database.get(database.family(Family.DEVICES), Keys.bytes(id)));
		return Optional.ofNullable((value != null) ? DeviceCodec.decode(id, value) : null);
	}

	@Override
	public StoredDevices list(Query query) {
		return this.store.read((database) -> {
			List<StoredDevice> devices = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.DEVICES))) {
				byte[] begin = (query.after() != null) ? Keys.bytes(query.after()) : FIRST;
				int looks = 0;
				for (iterator.seek(begin); iterator.isValid(); iterator.next()) {
					if (Arrays.equals(begin, iterator.key())) {
						continue;
					}
					DeviceId id = new DeviceId(new String(iterator.key(), StandardCharsets.US_ASCII));
					StoredDevice device = DeviceCodec.decode(id, iterator.value());
					if (query.tag() == null || device.tags().contains(query.tag())) {
						devices.add(device);
					}
					if (devices.size() == query.limit() || ++looks == LOOKS) {
						iterator.next();
						return new StoredDevices(devices, iterator.isValid() ? id : null);
					}
				}
				iterator.status();
			}
			return new StoredDevices(devices, null);
		});
	}

	@Override
	public long count() {
		return this.changes.count();
	}

}
