package io.wirepost.engine;

import java.time.Clock;

import io.wirepost.cluster.Cluster;
import io.wirepost.journal.JournalMeters;
import io.wirepost.journal.JournalSettings;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/**
 * Opens an engine. Named in {@link Engines}; no class of its database is loaded before it
 * opens.
 */
public interface EngineOpener {

	/**
	 * Opens the engine, and creates what it keeps things in if that is not there.
	 * @throws RuntimeException with a sentence for operators, if that is not possible
	 */
	Engine open(Surroundings surroundings);

	/**
	 * Reports faults in the settings of the engine, without opening it.
	 * @param environment for settings that are not Wirepost's own
	 */
	void check(SettingsReader reader, Environment environment);

	/** What an engine is opened with. */
	record Surroundings(SettingsReader reader, Environment environment, JournalSettings settings, Clock clock,
			JournalMeters meters, Cluster cluster) {
	}

}
