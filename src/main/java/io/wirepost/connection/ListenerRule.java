package io.wirepost.connection;

/**
 * What another feature requires of a listener that is created at run time. Checked each
 * time before such a listener opens, after a restart too.
 */
public interface ListenerRule {

	/**
	 * Checks a listener.
	 * @throws io.wirepost.settings.InvalidSettingsException if its settings cannot be
	 * used
	 * @throws ListenerRefusedException if it may not be opened
	 */
	void check(ListenerSettings listener);

}
