package io.wirepost.engine.rocksdb;

import io.wirepost.settings.EarlyReading;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Reads where the data directory is. */
class EarlyDataDirectory implements EarlyReading {

	@Override
	public void read(SettingsReader reader, Environment environment) {
		RocksDbEngine.directory(reader);
	}

}
