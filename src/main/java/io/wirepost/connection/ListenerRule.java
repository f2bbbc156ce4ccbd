package io.wirepost.connection;

/**
 * What a feature beyond connections demands of a listener that is made at run time. Asked
 * each time before such a listener opens, after a restart too.
 */
public interface ListenerRule {

	/**
	 * Lets a listener pass.
	 * @throws io.wirepost.settings.InvalidSettingsException if its settings cannot be
	 * used
	 * @throws ListenerRefusedException if it may not be opened
	 */
	void check(ListenerSettings listener);

}
