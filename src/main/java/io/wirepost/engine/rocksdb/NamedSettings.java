package io.wirepost.engine.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wirepost.settings.Settings;
import org.rocksdb.RocksIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Settings in a column family, under the bytes of their names: a version, and JSON. Safe
 * for all threads.
 */
final class NamedSettings {

	private static final byte VERSION = 1;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final RocksDbStore store;

	private final Family family;

	/** What they are, as in "The listener". */
	private final String what;

	NamedSettings(RocksDbStore store, Family family, String what) {
		this.store = store;
		this.family = family;
		this.what = what;
	}

	void save(String name, Settings settings) {
		byte[] json = JSON.writeValueAsBytes(new StoredSettings(settings.values()));
		byte[] value = new byte[json.length + 1];
		value[0] = VERSION;
		System.arraycopy(json, 0, value, 1, json.length);
		this.store.write(this.what, (database, batch) -> batch.put(database.family(this.family), key(name), value));
	}

	void remove(String name) {
		this.store.write(this.what, (database, batch) -> batch.delete(database.family(this.family), key(name)));
	}

	/** All of them, in the order of their names. */
	Map<String, Settings> list() {
		return this.store.read((database) -> {
			Map<String, Settings> all = new LinkedHashMap<>();
			try (RocksIterator iterator = database.iterator(database.family(this.family))) {
				for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
					String name = new String(iterator.key(), StandardCharsets.UTF_8);
					all.put(name, decode(name, iterator.value()));
				}
				iterator.status();
			}
			return all;
		});
	}

	private static byte[] key(String name) {
		return name.getBytes(StandardCharsets.UTF_8);
	}

	private Settings decode(String name, byte[] value) {
		if (value[0] != VERSION) {
			throw new IllegalStateException(
					"%s %s is stored in the unknown format %d".formatted(this.what, name, value[0]));
		}
		StoredSettings kept = JSON.readValue(Arrays.copyOfRange(value, 1, value.length), StoredSettings.class);
		return new Settings(kept.settings());
	}

	/** The stored form of settings. */
	record StoredSettings(Map<String, String> settings) {
	}

}
