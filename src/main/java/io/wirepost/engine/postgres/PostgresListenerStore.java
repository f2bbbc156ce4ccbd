package io.wirepost.engine.postgres;

import java.util.List;

import io.wirepost.connection.ListenerStore;
import io.wirepost.connection.StoredListener;

/** Listeners in PostgreSQL. */
final class PostgresListenerStore implements ListenerStore {

	private final SettingRows listeners;

	PostgresListenerStore(PostgresDatabase database) {
		this.listeners = new SettingRows(database, "listener", "The listener");
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
