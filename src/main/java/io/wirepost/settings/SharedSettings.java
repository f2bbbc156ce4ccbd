package io.wirepost.settings;

/**
 * What is put and removed at run time, and is stored: another replica may have done so.
 * Safe for all threads; blocks.
 */
public interface SharedSettings {

	/** What they are, as in paths: such as {@code listeners}. */
	String kind();

	/**
	 * Has one be as it is stored: it was put or removed elsewhere.
	 * @throws RuntimeException if the store cannot be read now, or what it has cannot be
	 * used here
	 */
	void reload(String name);

	/** Has all be as they are stored. */
	void reloadAll();

}
