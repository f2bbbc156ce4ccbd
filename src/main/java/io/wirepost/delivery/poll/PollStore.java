package io.wirepost.delivery.poll;

import java.util.Map;

import io.wirepost.settings.Settings;

/**
 * Stores the polls that are put at run time. Safe for all threads; every method may touch
 * a disk or a network, so not for event loops.
 */
public interface PollStore {

	/** Stores a poll, in place of any of its name. Durable on return. */
	void save(String name, Settings settings);

	/** Removes a poll, if there is one. Durable on return. */
	void remove(String name);

	/** All stored polls, by name. */
	Map<String, Settings> list();

}
