package io.wirepost.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.wirepost.settings.Settings;
import io.wirepost.settings.SettingsReader;
import io.wirepost.settings.TestSettings;

/** Protocols without a Wirepost around them. */
public final class TestProtocols {

	private TestProtocols() {
	}

	/** Those that ship, and what is put. */
	public static Protocols shipped() {
		return of(TestSettings.reader(Map.of()));
	}

	/** Those of a configuration too. */
	static Protocols of(SettingsReader reader) {
		return new Protocols(reader, new Store(), List.of());
	}

	/** Keeps protocols in memory. */
	private static final class Store implements ProtocolStore {

		private final Map<String, Settings> all = new TreeMap<>();

		@Override
		public void save(String name, Settings settings) {
			this.all.put(name, settings);
		}

		@Override
		public void remove(String name) {
			this.all.remove(name);
		}

		@Override
		public Map<String, Settings> list() {
			return this.all;
		}

	}

}
