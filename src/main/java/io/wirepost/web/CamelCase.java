package io.wirepost.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.wirepost.settings.Settings;

/** The settings' names as JSON writes them. */
final class CamelCase {

	private static final Pattern DASH = Pattern.compile("-([a-z])");

	private static final Set<String> NUMBERS = Set.of("port", "offset", "width", "adjustment", "length");

	private CamelCase() {
	}

	static String of(String kebab) {
		return DASH.matcher(kebab).replaceAll((match) -> match.group(1).toUpperCase(Locale.ROOT));
	}

	/**
	 * Settings as a JSON object, in the order of their names; names with dots become
	 * objects in it, and names with indexes lists.
	 */
	static Map<String, Object> of(Settings settings) {
		Map<String, Object> json = new LinkedHashMap<>();
		// The tenth of a list comes behind the second.
		Comparator<String> order = Comparator.comparing((name) -> name.replaceAll("\\[(\\d)]", "[0$1]"));
		settings.values()
			.keySet()
			.stream()
			.sorted(order)
			.forEach((name) -> put(json, of(name), settings.values().get(name)));
		return json;
	}

	/** Hex that looks like a number stays text, so numbers are known by their names. */
	private static Object value(String name, String word) {
		if (NUMBERS.contains(name) && word.matches("-?\\d{1,9}")) {
			return Integer.valueOf(word);
		}
		return (word.equals("true") || word.equals("false")) ? Boolean.valueOf(word) : word;
	}

	@SuppressWarnings("unchecked")
	private static void put(Map<String, Object> json, String name, String word) {
		int dot = name.indexOf('.');
		int bracket = name.indexOf('[');
		if (dot >= 0) {
			put((Map<String, Object>) json.computeIfAbsent(name.substring(0, dot), (key) -> new LinkedHashMap<>()),
					name.substring(dot + 1), word);
		}
		else if (bracket > 0) {
			((List<Object>) json.computeIfAbsent(name.substring(0, bracket), (key) -> new ArrayList<>())).add(word);
		}
		else {
			json.put(name, value(name, word));
		}
	}

}
