package io.wirepost.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.wirepost.protocol.expression.EvaluationException;
import io.wirepost.protocol.expression.Expression;
import io.wirepost.settings.Faults;
import io.wirepost.settings.InvalidSettingsException;

/**
 * Values that are read out of frames, by name. A value that a frame does not have is left
 * out, and so are values beyond {@value #MOST_CHARACTERS} characters in all: they are
 * stored with each message. Immutable and safe for all threads.
 */
final class Fields {

	static final Fields NONE = new Fields(Map.of());

	private static final int MOST_CHARACTERS = 6_000;

	/** About what a number or a boolean takes. */
	private static final int NUMBER = 20;

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

	private final Map<String, Expression> expressions;

	private Fields(Map<String, Expression> expressions) {
		this.expressions = expressions;
	}

	/**
	 * @throws InvalidSettingsException with the names of those that cannot be used
	 */
	static Fields of(Map<String, String> sources) {
		Faults faults = new Faults();
		Map<String, Expression> expressions = new LinkedHashMap<>();
		sources.forEach((name, source) -> {
			faults.that(NAME.matcher(name).matches(), name,
					"'%s' is not a field's name: a letter, then up to 63 of A-Z a-z 0-9 _ -", name);
			Expression expression = faults.read(name, () -> Expression.of(source, Expression.Kind.VALUE));
			if (expression != null) {
				expressions.put(name, expression);
			}
		});
		return sources.isEmpty() ? NONE : faults.unlessAny(new Fields(expressions));
	}

	/** These and others; the others win. */
	Fields with(Fields others) {
		if (others.isEmpty()) {
			return this;
		}
		Map<String, Expression> all = new LinkedHashMap<>(this.expressions);
		all.putAll(others.expressions);
		return new Fields(all);
	}

	boolean isEmpty() {
		return this.expressions.isEmpty();
	}

	/** The values of a frame. */
	Map<String, Object> of(ReceivedFrame frame) {
		Map<String, Object> values = new LinkedHashMap<>();
		int left = MOST_CHARACTERS;
		for (Map.Entry<String, Expression> each : this.expressions.entrySet()) {
			try {
				Object value = each.getValue().value(frame.variables());
				left -= size(value);
				if (left < 0) {
					break;
				}
				values.put(each.getKey(), value);
			}
			catch (EvaluationException ex) {
				// A frame of another shape: it does not have this value.
			}
		}
		return values;
	}

	private static int size(Object value) {
		if (value instanceof List<?> list) {
			return list.stream().mapToInt(Fields::size).sum() + NUMBER;
		}
		if (value instanceof Map<?, ?> map) {
			return map.values().stream().mapToInt(Fields::size).sum()
					+ map.keySet().stream().mapToInt(Fields::size).sum() + NUMBER;
		}
		return (value instanceof String text) ? text.length() : NUMBER;
	}

}
