package io.wirepost.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one thing whose kind is itself a setting (a framing, an identification,
 * a reply matcher): names and words, checked when the kind binds them to its own record.
 * A name may be written in kebab-case, as in YAML, or in camelCase, as in JSON.
 *
 * @param values what was written; names in kebab-case
 */
public record Settings(Map<String, String> values) {

	/** No settings: every one has its default. */
	public static final Settings NONE = new Settings(Map.of());

	public Settings {
		Map<String, String> kebab = new LinkedHashMap<>();
		values.forEach((name, value) -> kebab.put(kebabCase(name), value));
		values = Map.copyOf(kebab);
	}

	/**
	 * The settings of a tree of maps, lists and words, as JSON and YAML have them: nested
	 * names are joined with dots.
	 * @param tree a map; anything else is no settings
	 * @throws InvalidSettingsException if it is no map
	 */
	public static Settings of(@Nullable Object tree) {
		if (!(tree instanceof Map)) {
			throw new InvalidSettingsException("", "'%s' is no group of settings".formatted(tree));
		}
		Map<String, String> values = new LinkedHashMap<>();
		flatten("", tree, values);
		return new Settings(values);
	}

	private static void flatten(String name, @Nullable Object node, Map<String, String> values) {
		if (node instanceof Map<?, ?> map) {
			boolean list = isList(map);
			map.forEach((key, value) -> flatten(
					list ? name + "[" + key + "]" : name.isEmpty() ? "" + key : name + "." + key, value, values));
		}
		else if (node instanceof List<?> list && list.isEmpty()) {
			values.put(name, "");
		}
		else if (node instanceof List<?> list) {
			for (int i = 0; i < list.size(); i++) {
				flatten(name + "[" + i + "]", list.get(i), values);
			}
		}
		else if (node != null) {
			values.put(name, node.toString());
		}
	}

	/** A list that was read as a map has its indexes for keys. */
	private static boolean isList(Map<?, ?> map) {
		return !map.isEmpty() && IntStream.range(0, map.size()).allMatch((i) -> map.containsKey(Integer.toString(i)));
	}

	/** The word of a setting, where it is set. */
	public Optional<String> value(String name) {
		return this.values.entrySet()
			.stream()
			.filter((entry) -> isSame(entry.getKey(), name))
			.map(Map.Entry::getValue)
			.findFirst();
	}

	/** These settings without one of them. */
	public Settings without(String name) {
		Map<String, String> rest = new LinkedHashMap<>(this.values);
		rest.keySet().removeIf((key) -> isSame(key, name));
		return new Settings(rest);
	}

	/** These settings over others: what is set in both is as here. */
	public Settings over(Settings defaults) {
		Map<String, String> all = new LinkedHashMap<>(defaults.values);
		all.keySet().removeIf((key) -> value(key).isPresent());
		all.putAll(this.values);
		return new Settings(all);
	}

	/**
	 * Binds these settings to a record, by the names of its components.
	 * @throws InvalidSettingsException if a word cannot be read, is against a rule of the
	 * record, or has a name that the record does not know
	 */
	public <T> T bind(Class<T> type) {
		List<Fault> faults = new ArrayList<>();
		T bound = bind(type, faults);
		if (bound == null || !faults.isEmpty()) {
			throw new InvalidSettingsException(faults);
		}
		return bound;
	}

	/**
	 * Binds these settings to a record as {@link #bind(Class)} does, but leaves out what
	 * cannot be used, so that every fault is found.
	 * @param faults gets what was left out
	 * @return null if no record can be made of the rest
	 */
	public <T> @Nullable T bind(Class<T> type, List<Fault> faults) {
		Settings rest = this;
		while (true) {
			List<Fault> found = new ArrayList<>();
			T bound = new Binding(found).bind(rest.values, type);
			// What was left out may be missed now: that was said already.
			found.stream().filter((fault) -> faults.stream().noneMatch(fault::isAbout)).toList().forEach(faults::add);
			Settings less = rest.withoutAll(found);
			if (found.isEmpty() || less.equals(rest)) {
				return bound;
			}
			rest = less;
		}
	}

	private Settings withoutAll(List<Fault> faults) {
		Map<String, String> rest = new LinkedHashMap<>(this.values);
		rest.keySet().removeIf((key) -> faults.stream().anyMatch((fault) -> isAt(key, fault.property())));
		return new Settings(rest);
	}

	/** Whether a setting is one that a fault is about, or stands below it. */
	private static boolean isAt(String name, String property) {
		String flat = name.replace("-", "");
		String other = property.replace("-", "");
		return flat.equalsIgnoreCase(other) || flat.startsWith(other + ".") || flat.startsWith(other + "[");
	}

	private static boolean isSame(String name, String other) {
		return name.replace("-", "").equalsIgnoreCase(other.replace("-", ""));
	}

	private static String kebabCase(String name) {
		return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

}
