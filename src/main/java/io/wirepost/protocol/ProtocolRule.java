package io.wirepost.protocol;

/** What another feature requires of every protocol that has a name. */
public interface ProtocolRule {

	/**
	 * Checks a protocol.
	 * @throws io.wirepost.settings.InvalidSettingsException if it cannot be used
	 */
	void check(ProtocolSettings protocol);

}
