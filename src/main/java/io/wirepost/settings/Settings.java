package io.wirepost.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The settings of something whose kind is itself a setting (a framing, an identification,
 * a reply matcher): names and values, checked when the kind binds them to its own record.
 * A name may be written in kebab-case, as in YAML, or in camelCase, as in JSON. Their
 * order is kept.
 *
 * @param values what was written; names in kebab-case
 */
public record Settings(Map<String, String> values) {

	/** No settings: everything has its default. */
	public static final Settings NONE = new Settings(Map.of());

	/** What is wrong with an entry of a list that says nothing. */
	static final String EMPTY_ENTRY = "this entry is empty; write it, or leave it out";

	public Settings {
		Map<String, String> kebab = new LinkedHashMap<>();
		values.forEach((name, value) -> kebab.put(SettingNames.normal(name), value));
		values = Collections.unmodifiableMap(kebab);
	}

	/**
	 * Flattens a tree of maps, lists and values, as in JSON and YAML: nested names are
	 * joined with dots.
	 * @param tree a map
	 * @throws InvalidSettingsException if it is not a map, or a list in it has an empty
	 * entry
	 */
	public static Settings of(@Nullable Object tree) {
		if (!(tree instanceof Map)) {
			throw new InvalidSettingsException("", "'%s' is not a group of settings".formatted(tree));
		}
		Map<String, String> values = new LinkedHashMap<>();
		Faults faults = new Faults();
		flatten("", tree, values, faults);
		faults.throwIfAny();
		return new Settings(values);
	}

	/**
	 * Flattens a record, by the names of its components, so that binding it gives an
	 * equal record. Components without a value are left out.
	 */
	public static Settings of(Record bound) {
		return of(SettingNames.tree(bound));
	}

	private static void flatten(String name, @Nullable Object node, Map<String, String> values, Faults faults) {
		if (node instanceof Map<?, ?> map) {
			boolean list = isList(map);
			map.forEach((key, value) -> flatten(
					list ? name + "[" + key + "]" : name.isEmpty() ? "" + key : name + "." + key, value, values,
					faults));
		}
		else if (node instanceof List<?> list && list.isEmpty()) {
			values.put(name, "");
		}
		else if (node instanceof List<?> list) {
			for (int i = 0; i < list.size(); i++) {
				String entry = name + "[" + i + "]";
				faults.that(!isEmpty(list.get(i)), SettingNames.normal(entry), EMPTY_ENTRY);
				flatten(entry, list.get(i), values, faults);
			}
		}
		else if (node != null) {
			values.put(name, node.toString());
		}
	}

	/** Whether nothing is said, such as by groups that are empty. */
	private static boolean isEmpty(@Nullable Object node) {
		return node == null || (node instanceof Map<?, ?> map && map.values().stream().allMatch(Settings::isEmpty))
				|| (node instanceof List<?> list && list.isEmpty());
	}

	/** Spring's binder gives lists as maps with indexes as keys. */
	private static boolean isList(Map<?, ?> map) {
		return !map.isEmpty() && IntStream.range(0, map.size()).allMatch((i) -> map.containsKey(Integer.toString(i)));
	}

	/** The value of a setting; empty if it is not set. */
	public Optional<String> value(String name) {
		return this.values.entrySet()
			.stream()
			.filter((entry) -> isSame(entry.getKey(), name))
			.map(Map.Entry::getValue)
			.findFirst();
	}

	/** A copy without one setting. */
	public Settings without(String name) {
		Map<String, String> rest = new LinkedHashMap<>(this.values);
		rest.keySet().removeIf((key) -> isSame(key, name));
		return new Settings(rest);
	}

	/** A copy without one setting and all that are below its name. */
	public Settings withoutBelow(String name) {
		Map<String, String> rest = new LinkedHashMap<>(this.values);
		rest.keySet().removeIf((key) -> isAt(key, name));
		return new Settings(rest);
	}

	/**
	 * The settings below a name, without it: {@code byte} for {@code escape.byte}.
	 */
	public Settings below(String name) {
		Map<String, String> below = new LinkedHashMap<>();
		this.values.forEach((key, value) -> {
			if (key.startsWith(name + ".")) {
				below.put(key.substring(name.length() + 1), value);
			}
		});
		return new Settings(below);
	}

	/** The names of the elements of a list, in order: {@code name[0]} and so on. */
	public List<String> elements(String name) {
		return IntStream.iterate(0, (i) -> i + 1)
			.mapToObj((i) -> name + "[" + i + "]")
			.takeWhile((element) -> this.values.keySet()
				.stream()
				.anyMatch(
						(key) -> key.equals(element) || key.startsWith(element + ".") || key.startsWith(element + "[")))
			.toList();
	}

	/** A copy merged with defaults; these settings win. */
	public Settings over(Settings defaults) {
		Map<String, String> all = new LinkedHashMap<>(defaults.values);
		all.keySet().removeIf((key) -> value(key).isPresent());
		all.putAll(this.values);
		return new Settings(all);
	}

	/**
	 * Binds these settings to a record, by the names of its components.
	 * @throws InvalidSettingsException if a value cannot be converted, breaks a rule of
	 * the record, or has a name that the record does not have
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
	 * As {@link #bind(Class)}, but leaves out invalid settings and binds the rest, so
	 * that all faults are found.
	 * @param faults collects the faults of what was left out
	 * @return null if the rest cannot be bound
	 */
	public <T> @Nullable T bind(Class<T> type, List<Fault> faults) {
		Settings rest = this;
		while (true) {
			List<Fault> found = new ArrayList<>();
			T bound = new Binding(found).bind(rest.values, type);
			// A setting that was left out may be reported as missing now: skip that.
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
		// Without one of its entries, the binder takes the rest of a list for unknown.
		List<String> out = faults.stream().map((fault) -> fault.property().replaceAll("\\[\\d+]$", "")).toList();
		rest.keySet().removeIf((key) -> out.stream().anyMatch((property) -> isAt(key, property)));
		return new Settings(rest);
	}

	/** Whether a setting is the property of a fault, or below it. */
	private static boolean isAt(String name, String property) {
		String flat = name.replace("-", "");
		String other = property.replace("-", "");
		return flat.equalsIgnoreCase(other) || flat.startsWith(other + ".") || flat.startsWith(other + "[");
	}

	private static boolean isSame(String name, String other) {
		return name.replace("-", "").equalsIgnoreCase(other.replace("-", ""));
	}

}
