package io.wirepost.settings;

import java.util.Map;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Readers of configurations that a test makes up. */
public final class TestSettings {

	private TestSettings() {
	}

	/** A reader of these properties and no others. */
	public static SettingsReader reader(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().remove("systemProperties");
		environment.getPropertySources().remove("systemEnvironment");
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return new SettingsReader(environment);
	}

}
