package io.wirepost.engine.rocksdb;

import java.util.List;

import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.StoredListener;

/** Listeners in RocksDB. */
final class RocksDbListenerStore implements ListenerStore {

	private final NamedSettings listeners;

	RocksDbListenerStore(RocksDbStore store) {
		this.listeners = new NamedSettings(store, Family.LISTENERS, "The listener");
	}

	@Override
	public void save(StoredListener listener) {
		this.listeners.save(listener.name(), listener.settings());
	}

	@Override
	public void remove(String name) {
		this.listeners.remove(name);
	}

	@Override
	public List<StoredListener> list() {
		return this.listeners.list()
			.entrySet()
			.stream()
			.map((one) -> new StoredListener(one.getKey(), one.getValue()))
			.toList();
	}

}
