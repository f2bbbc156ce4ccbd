package io.wirepost.engine.rocksdb;

import java.nio.file.Path;

import io.wirepost.engine.Engine;
import io.wirepost.engine.EngineOpener;
import io.wirepost.settings.SettingsReader;

import org.springframework.core.env.Environment;

/** Opens RocksDB in the directory {@code wirepost.data}. */
public final class RocksDbOpener implements EngineOpener {

	@Override
	public Engine open(Surroundings surroundings) {
		return RocksDbEngine.open(directory(surroundings.reader()), surroundings.settings(), surroundings.clock(),
				surroundings.meters());
	}

	@Override
	public void check(SettingsReader reader, Environment environment) {
		directory(reader);
	}

	private static Path directory(SettingsReader reader) {
		return Path.of(reader.readOne("wirepost.data", String.class, "./data"));
	}

}
