package io.wirepost.protocol;

import java.util.Map;

import io.wirepost.settings.Settings;

/**
 * Stores the protocols that are put at run time. Safe for all threads; every method may
 * touch a disk or a network, so not for event loops.
 */
public interface ProtocolStore {

	/** Stores a protocol, in place of any of its name. Durable on return. */
	void save(String name, Settings settings);

	/** Removes a protocol, if there is one. Durable on return. */
	void remove(String name);

	/** All stored protocols, by name. */
	Map<String, Settings> list();

}
