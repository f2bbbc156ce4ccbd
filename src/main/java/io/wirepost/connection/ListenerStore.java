package io.wirepost.connection;

import java.util.List;

/**
 * Where listeners are kept that were made at run time. Safe for all threads; every method
 * may touch the disk, so none is called on an event loop.
 */
public interface ListenerStore {

	/** Keeps a listener, in place of what was kept under its name. Durable on return. */
	void save(StoredListener listener);

	/** Forgets a listener; nothing happens if there is none. Durable on return. */
	void remove(String name);

	/** All of them, in the order of their names. */
	List<StoredListener> list();

}
