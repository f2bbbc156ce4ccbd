package io.wirepost.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.wirepost.connection.ListenerSettings;
import io.wirepost.framing.Framings;
import io.wirepost.settings.Settings;

/** The settings' names as JSON writes them. */
final class CamelCase {

	private static final Pattern DASH = Pattern.compile("-([a-z])");

	private CamelCase() {
	}

	static String of(String kebab) {
		return DASH.matcher(kebab).replaceAll((match) -> match.group(1).toUpperCase(Locale.ROOT));
	}

	/**
	 * Settings as a JSON object, sorted by name; names with dots become objects in it,
	 * and names with indexes lists.
	 */
	static Map<String, Object> of(Settings settings) {
		Map<String, Object> json = new LinkedHashMap<>();
		// The tenth element of a list sorts after the second.
		Comparator<String> order = Comparator.comparing((name) -> name.replaceAll("\\[(\\d)]", "[0$1]"));
		settings.values()
			.keySet()
			.stream()
			.sorted(order)
			.forEach((name) -> put(json, of(name), settings.values().get(name)));
		return json;
	}

	private static boolean isNumber(String name) {
		return Framings.NUMBERS.contains(name) || ListenerSettings.NUMBERS.contains(name);
	}

	/** Hex that looks like a number stays text, so numbers are known by their names. */
	private static Object value(String name, String word) {
		if (isNumber(name) && word.matches("-?\\d{1,9}")) {
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
