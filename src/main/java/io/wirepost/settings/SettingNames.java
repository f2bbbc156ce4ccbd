package io.wirepost.settings;

import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** How settings are named: flat, in kebab-case, with indexes in brackets. */
final class SettingNames {

	/** Below this group, names are the user's own. */
	private static final String VERBATIM = "fields";

	/** Below this group, names are bytes, and no indexes. */
	private static final String BYTES = "pairs";

	private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,3}");

	private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

	private SettingNames() {
	}

	/** One form of each name: {@code frames.0.maxSize} is {@code frames[0].max-size}. */
	static String normal(String name) {
		StringBuilder normal = new StringBuilder();
		String group = "";
		for (String element : name.split("\\.", -1)) {
			boolean isIndex = !normal.isEmpty() && !group.equals(BYTES) && INDEX.matcher(element).matches();
			if (isIndex) {
				normal.append('[').append(element).append(']');
			}
			else {
				normal.append(normal.isEmpty() ? "" : ".")
					.append(group.equals(VERBATIM) ? element : kebabCase(element));
			}
			group = element;
		}
		return normal.toString();
	}

	private static String kebabCase(String name) {
		return HUMP.matcher(name).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
	}

	/** A record as a tree of maps, lists and values. */
	static Map<String, Object> tree(Record bound) {
		Map<String, Object> tree = new LinkedHashMap<>();
		for (RecordComponent component : bound.getClass().getRecordComponents()) {
			Object value = node(read(component, bound));
			if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())
					&& !(value instanceof List<?> list && list.isEmpty())) {
				tree.put(kebabCase(component.getName()), value);
			}
		}
		return tree;
	}

	private static @Nullable Object read(RecordComponent component, Record bound) {
		try {
			return component.getAccessor().invoke(bound);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("The component %s cannot be read".formatted(component.getName()), ex);
		}
	}

	private static @Nullable Object node(@Nullable Object value) {
		if (value instanceof Record bound) {
			return tree(bound);
		}
		if (value instanceof List<?> list) {
			return list.stream().map(SettingNames::node).toList();
		}
		if (value instanceof Enum<?> word) {
			return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}
		return (value instanceof Charset charset) ? charset.name() : value;
	}

}
