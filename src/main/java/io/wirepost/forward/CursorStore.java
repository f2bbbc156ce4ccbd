package io.wirepost.forward;

import java.util.Optional;

import io.wirepost.message.Position;

/**
 * Keeps how far those who follow the journal are. Safe for all threads; touches the disk.
 */
public interface CursorStore {

	/** The cursor that was saved last under a name. */
	Optional<Position> find(String name);

	/**
	 * Saves a cursor, durable on return.
	 * @param name whose it is: 1 to 300 characters
	 * @throws io.wirepost.journal.JournalUnavailableException if it cannot be written now
	 */
	void save(String name, Position cursor);

	/** Forgets a name, durable on return; nothing happens if there is none. */
	void remove(String name);

}
