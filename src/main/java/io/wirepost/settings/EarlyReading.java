package io.wirepost.settings;

import org.springframework.core.env.Environment;

/**
 * Reads the settings of one feature before there are any beans, so that a fault in them
 * is told in a few seconds. Named in {@code META-INF/spring.factories}. Must read all of
 * the feature's settings, as a name that no feature has read is a fault, and finds what
 * can be found without opening, binding or storing anything.
 */
public interface EarlyReading {

	/**
	 * Reads, and reports faults to the reader. Runs on the starting thread.
	 * @param environment for settings that are not Wirepost's own
	 */
	void read(SettingsReader reader, Environment environment);

}
