package io.wirepost.protocol;

import java.util.Map;

import io.wirepost.settings.Settings;

/**
 * Stores the protocols that are put at run time. Safe for all threads; every method may
 * touch a disk or a network, so not for event loops.
 */
public interface ProtocolStore {

	/** Has none, and takes none. */
	ProtocolStore NONE = new ProtocolStore() {

		@Override
		public void save(String name, Settings settings) {
			throw new UnsupportedOperationException("Nothing is stored here");
		}

		@Override
		public void remove(String name) {
			throw new UnsupportedOperationException("Nothing is stored here");
		}

		@Override
		public Map<String, Settings> list() {
			return Map.of();
		}

	};

	/** Stores a protocol, in place of any of its name. Durable on return. */
	void save(String name, Settings settings);

	/** Removes a protocol, if there is one. Durable on return. */
	void remove(String name);

	/** All stored protocols, by name. */
	Map<String, Settings> list();

}
