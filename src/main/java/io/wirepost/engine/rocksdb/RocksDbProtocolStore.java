package io.wirepost.engine.rocksdb;

import java.util.Map;

import io.wirepost.protocol.ProtocolStore;
import io.wirepost.settings.Settings;

/** Protocols in RocksDB. */
final class RocksDbProtocolStore implements ProtocolStore {

	private final NamedSettings protocols;

	RocksDbProtocolStore(RocksDbStore store) {
		this.protocols = new NamedSettings(store, Family.PROTOCOLS, "The protocol");
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
