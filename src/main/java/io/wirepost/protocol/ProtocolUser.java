package io.wirepost.protocol;

/** What uses protocols by their names, such as listeners. Safe for all threads. */
public interface ProtocolUser {

	/** Whether it uses the protocol of a name now. */
	boolean uses(String name);

	/**
	 * Checks whether it can use what the name stands for now.
	 * @throws io.wirepost.settings.InvalidSettingsException if not
	 */
	void check(String name);

	/**
	 * The name stands for another protocol from now on: connections that speak the old
	 * one are closed. Blocks, so not for event loops.
	 */
	void changed(String name);

}
