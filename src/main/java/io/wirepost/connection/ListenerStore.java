package io.wirepost.connection;

import java.util.List;

/**
 * Stores listeners that were created at run time. Safe for all threads; every method may
 * touch the disk, so not for event loops.
 */
public interface ListenerStore {

	/** Stores a listener, in place of any of its name. Durable on return. */
	void save(StoredListener listener);

	/** Removes a listener, if there is one. Durable on return. */
	void remove(String name);

	/** All stored listeners, by name. */
	List<StoredListener> list();

}
