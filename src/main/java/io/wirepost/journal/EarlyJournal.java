package io.wirepost.journal;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads the bounds of the journal. */
class EarlyJournal implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		reader.readIfSet("wirepost.journal", JournalSettings.class);
	}

}
