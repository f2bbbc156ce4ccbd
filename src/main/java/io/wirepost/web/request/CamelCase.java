package io.wirepost.web.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.wirepost.connection.ListenerSettings;
import io.wirepost.framing.Framings;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/** The settings' names as JSON writes them. */
public final class CamelCase {

	/** Below these groups, names are the user's own. */
	private static final Set<String> VERBATIM = Set.of("fields", "pairs");

	/** Lists, which are empty words where they are empty. */
	private static final Set<String> LISTS = Set.of("rules", "examples", "onConnect", "on-connect");

	private static final Pattern DASH = Pattern.compile("-([a-z])");

	private CamelCase() {
	}

	public static String of(String kebab) {
		return DASH.matcher(kebab).replaceAll((match) -> match.group(1).toUpperCase(Locale.ROOT));
	}

	/**
	 * Settings as a JSON object, in their order; names with dots become objects in it,
	 * and names with indexes lists.
	 */
	public static Map<String, Object> of(Settings settings) {
		Map<String, Object> json = new LinkedHashMap<>();
		settings.values().forEach((name, word) -> {
			List<String> path = List.of(name.replace("[", ".[").split("\\."));
			put(json, "", path, word);
		});
		return json;
	}

	/**
	 * @param above the name of the group that the path begins in
	 * @param path names, and indexes in brackets
	 */
	private static void put(Object into, String above, List<String> path, String word) {
		String name = path.get(0);
		boolean verbatim = VERBATIM.contains(above);
		String key = verbatim ? name : of(name);
		if (path.size() == 1) {
			set(into, key, verbatim ? word : value(isIndex(name) ? above : name, word));
			return;
		}
		Object below = get(into, key);
		if (below == null) {
			below = isIndex(path.get(1)) ? new ArrayList<>() : new LinkedHashMap<>();
			set(into, key, below);
		}
		put(below, isIndex(name) ? above : name, path.subList(1, path.size()), word);
	}

	private static boolean isIndex(String name) {
		return name.startsWith("[");
	}

	private static @Nullable Object get(Object from, String key) {
		if (from instanceof Map<?, ?> map) {
			return map.get(key);
		}
		List<?> list = (List<?>) from;
		int index = index(key);
		return (index < list.size()) ? list.get(index) : null;
	}

	@SuppressWarnings("unchecked")
	private static void set(Object into, String key, Object value) {
		if (into instanceof Map<?, ?>) {
			((Map<String, Object>) into).put(key, value);
		}
		else {
			// The indexes of a list come in their order, without gaps.
			((List<Object>) into).add(Math.min(index(key), ((List<?>) into).size()), value);
		}
	}

	private static int index(String key) {
		return Integer.parseInt(key.substring(1, key.length() - 1));
	}

	private static boolean isNumber(String name) {
		return Framings.NUMBERS.contains(name) || ListenerSettings.NUMBERS.contains(name);
	}

	/** Hex that looks like a number stays text, so numbers are known by their names. */
	private static Object value(String name, String word) {
		if (word.isEmpty() && LISTS.contains(name)) {
			return List.of();
		}
		if (isNumber(name) && word.matches("-?\\d{1,9}")) {
			return Integer.valueOf(word);
		}
		return (word.equals("true") || word.equals("false")) ? Boolean.valueOf(word) : word;
	}

}
