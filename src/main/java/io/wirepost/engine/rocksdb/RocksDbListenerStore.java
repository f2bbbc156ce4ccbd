package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.StoredListener;
import io.wirepost.settings.Settings;
import org.rocksdb.RocksIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Listeners in RocksDB, under the bytes of their names: a version, and JSON.
 */
final class RocksDbListenerStore implements ListenerStore {

	private static final byte VERSION = 1;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final RocksDbStore store;

	RocksDbListenerStore(RocksDbStore store) {
		this.store = store;
	}

	@Override
	public void save(StoredListener listener) {
		byte[] json = JSON.writeValueAsBytes(new StoredSettings(listener.settings().values()));
		byte[] value = new byte[json.length + 1];
		value[0] = VERSION;
		System.arraycopy(json, 0, value, 1, json.length);
		this.store.write("The listener",
				(database, batch) -> batch.put(database.family(Family.LISTENERS), key(listener.name()), value));
	}

	@Override
	public void remove(String name) {
		this.store.write("The listener",
				(database, batch) -> batch.delete(database.family(Family.LISTENERS), key(name)));
	}

	@Override
	public List<StoredListener> list() {
		return this.store.read((database) -> {
			List<StoredListener> listeners = new ArrayList<>();
			try (RocksIterator iterator = database.iterator(database.family(Family.LISTENERS))) {
				for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
					listeners.add(decode(new String(iterator.key(), StandardCharsets.UTF_8), iterator.value()));
				}
				iterator.status();
			}
			return listeners;
		});
	}

	private static byte[] key(String name) {
		return name.getBytes(StandardCharsets.UTF_8);
	}

	private static StoredListener decode(String name, byte[] value) {
		if (value[0] != VERSION) {
			throw new IllegalStateException("Listener %s is stored in the unknown format %d".formatted(name, value[0]));
		}
		StoredSettings kept = JSON.readValue(Arrays.copyOfRange(value, 1, value.length), StoredSettings.class);
		return new StoredListener(name, new Settings(kept.settings()));
	}

	/** The stored form of a listener. */
	record StoredSettings(Map<String, String> settings) {
	}

}
