package io.wirepost.web.request;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Parses a request's parameters and collects what is wrong with them, so that one problem
 * lists all of it. For one request, on one thread.
 */
public final class RequestFaults {

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

	private final List<Problem.FieldFault> found;

	private final String prefix;

	public RequestFaults() {
		this(new ArrayList<>(), "");
	}

	private RequestFaults(List<Problem.FieldFault> found, String prefix) {
		this.found = found;
		this.prefix = prefix;
	}

	/** Adds to the same faults, those of a group of fields. */
	public RequestFaults within(String group) {
		return new RequestFaults(this.found, this.prefix.isEmpty() ? group : this.prefix + "." + group);
	}

	public void add(String field, String message) {
		String full = this.prefix.isEmpty() ? field : field.isEmpty() ? this.prefix : this.prefix + "." + field;
		this.found.add(new Problem.FieldFault(full, message));
	}

	/**
	 * Throws if there are faults.
	 * @throws InvalidRequestException if there are any
	 */
	public void check() {
		if (!this.found.isEmpty()) {
			throw new InvalidRequestException(this.found);
		}
	}

	/**
	 * Parses a value.
	 * @return null for null, and for a value that cannot be parsed, which is added to the
	 * faults
	 */
	public <T> @Nullable T read(String field, @Nullable String word, Function<String, T> reader) {
		if (word == null) {
			return null;
		}
		try {
			return reader.apply(word);
		}
		catch (IllegalArgumentException ex) {
			add(field, String.valueOf(ex.getMessage()));
			return null;
		}
	}

	/**
	 * Makes a value of several properties.
	 * @param prefix the name of the group that they are in
	 * @return null if they have faults, which are added
	 */
	public <T> @Nullable T settings(String prefix, Supplier<T> reader) {
		try {
			return reader.get();
		}
		catch (InvalidSettingsException ex) {
			ex.within(prefix).faults().forEach((fault) -> add(CamelCase.of(fault.property()), fault.sentence()));
			return null;
		}
	}

	public @Nullable Instant instant(String field, @Nullable String word) {
		return read(field, word, (text) -> {
			try {
				// A plus sign that was not escaped arrives as a space.
				return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
			}
			catch (DateTimeException ex) {
				throw new IllegalArgumentException(
						"'%s' is not an RFC 3339 time such as 2026-01-31T12:00:00Z".formatted(text), ex);
			}
		});
	}

	/** A duration of at least a millisecond and at most {@code longest}. */
	public @Nullable Duration duration(String field, @Nullable String word, Duration longest) {
		return read(field, word, (text) -> {
			Duration duration = parse(text);
			if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(longest) > 0) {
				throw new IllegalArgumentException("'%s' is not between 1ms and %s".formatted(text,
						DurationStyle.SIMPLE.print(longest, ChronoUnit.MINUTES)));
			}
			return duration;
		});
	}

	private static Duration parse(String text) {
		try {
			// A number alone does not tell its unit.
			if (!NUMBER.matcher(text).matches()) {
				return DurationStyle.detectAndParse(text);
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// The exception below has the value and the rule.
		}
		throw new IllegalArgumentException("'%s' is not a duration such as 500ms, 5s, 10m or PT5S".formatted(text));
	}

	/** Parses an enum constant, in lower case or as declared. */
	public <E extends Enum<E>> @Nullable E constant(String field, @Nullable String word, Class<E> type) {
		return read(field, word, (text) -> {
			for (E constant : type.getEnumConstants()) {
				if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
					return constant;
				}
			}
			throw new IllegalArgumentException("'%s' is not one of %s".formatted(text,
					List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)));
		});
	}

	public int limit(@Nullable String word, int defaultLimit, int most) {
		Integer limit = read("limit", word, (text) -> {
			if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
				throw new IllegalArgumentException("'%s' is not 1 to %d".formatted(text, most));
			}
			return Integer.valueOf(text);
		});
		return (limit != null) ? limit : defaultLimit;
	}

	public @Nullable Boolean flag(String field, @Nullable String word) {
		return read(field, word, (text) -> switch (text) {
			case "true" -> Boolean.TRUE;
			case "false" -> Boolean.FALSE;
			default -> throw new IllegalArgumentException("'%s' is not true or false".formatted(text));
		});
	}

}
