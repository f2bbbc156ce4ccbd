package io.wirepost.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Reads the configuration into the features' records. Faults are gathered, so that a user
 * sees all of them at once: the start stops with them after every feature has read its
 * own, before anything listens.
 */
@Component
public class SettingsReader implements SmartInitializingSingleton {

	private final Environment environment;

	private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());

	SettingsReader(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Reads one record. With faults in it, the record has defaults in their places.
	 * @param name where it stands, such as {@code wirepost.journal}
	 */
	public <T> T read(String name, Class<T> type) {
		return binding().bind(name, type);
	}

	/**
	 * Reads records by name. Each that has faults is left out.
	 * @param name where they stand, such as {@code wirepost.listeners}
	 * @return by name, in the order of the names
	 */
	public <T> Map<String, T> readAll(String name, Class<T> type) {
		Map<String, T> records = new TreeMap<>();
		for (String key : keys(name)) {
			String each = name + "." + (key.matches("[a-z0-9-]+") ? key : "[" + key + "]");
			int before = this.faults.size();
			T one = binding().bind(each, type);
			for (int i = before; i < this.faults.size(); i++) {
				this.faults.set(i, this.faults.get(i).within(name + "." + key));
			}
			if (this.faults.size() == before) {
				records.put(key, one);
			}
		}
		return records;
	}

	/** Adds a fault found beyond reading: the start will stop with it. */
	public void fault(String property, String sentence) {
		this.faults.add(new Fault(property, sentence));
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.faults.isEmpty()) {
			throw new InvalidSettingsException(this.faults);
		}
	}

	private Binding binding() {
		return new Binding(ConfigurationPropertySources.get(this.environment), this.environment, this.faults);
	}

	private Iterable<String> keys(String name) {
		return Binder.get(this.environment)
			.bind(name, Bindable.mapOf(String.class, Object.class))
			.map(Map::keySet)
			.orElse(new LinkedHashMap<String, Object>().keySet());
	}

}
