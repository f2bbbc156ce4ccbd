package io.wirepost.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.wirepost.engine.postgres.PostgresOpener;
import io.wirepost.engine.rocksdb.RocksDbOpener;
import io.wirepost.settings.SettingsReader;

/**
 * The engines by their names in {@code wirepost.journal.engine}. Which one is decided
 * when it is asked for, not by a condition: conditions are evaluated when the beans are
 * generated ahead of time, and a setting of the operator would then be ignored.
 */
final class Engines {

	static final String NAME = "wirepost.journal.engine";

	private static final Map<String, Supplier<EngineOpener>> OPENERS = new TreeMap<>(
			Map.of("rocksdb", RocksDbOpener::new, "postgres", PostgresOpener::new));

	private Engines() {
	}

	/** The chosen engine; for an unknown name, which is reported, the embedded one. */
	static EngineOpener chosen(SettingsReader reader) {
		String name = reader.readOne(NAME, String.class, "rocksdb");
		Supplier<EngineOpener> opener = OPENERS.get(name);
		if (opener == null) {
			reader.fault(NAME, "there is no engine '%s'; there are %s".formatted(name, OPENERS.keySet()));
			return new RocksDbOpener();
		}
		return opener.get();
	}

}
