package io.wirepost.engine.postgres;

import java.util.Map;

import io.wirepost.protocol.ProtocolStore;
import io.wirepost.settings.Settings;

/** Protocols in PostgreSQL. */
final class PostgresProtocolStore implements ProtocolStore {

	private final SettingRows protocols;

	PostgresProtocolStore(PostgresDatabase database) {
		this.protocols = new SettingRows(database, "protocol", "The protocol");
	}

	@Override
	public void save(String name, Settings settings) {
		this.protocols.save(name, settings);
	}

	@Override
	public void remove(String name) {
		this.protocols.remove(name);
	}

	@Override
	public Map<String, Settings> list() {
		return this.protocols.list();
	}

}
