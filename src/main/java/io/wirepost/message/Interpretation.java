package io.wirepost.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What the protocol of a device's connection made of a frame. Immutable if its fields'
 * values are.
 *
 * @param kind the name of the first rule that fits; null if none does
 * @param answer what the device is answered, as on the wire; null for nothing
 * @param fields values by name, in the order of the protocol: strings, numbers, booleans,
 * or lists and maps of these
 */
public record Interpretation(@Nullable String kind, @Nullable Payload answer, Map<String, Object> fields) {

	/** The most characters of a kind. */
	public static final int LONGEST_KIND = 64;

	/** Nothing is known of the frame but its bytes. */
	public static final Interpretation NONE = new Interpretation(null, null, Map.of());

	/** Fields are short as a rule, and their sizes are bounded where they are made. */
	private static final int BYTES_PER_FIELD = 64;

	private static final Pattern KIND = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST_KIND + "}");

	public Interpretation {
		fields = fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
	}

	/** The interpretation of a frame without rules that has an answer. */
	public static Interpretation answered(@Nullable Payload answer) {
		return (answer != null) ? new Interpretation(null, answer, Map.of()) : NONE;
	}

	/** About the bytes that it takes. */
	int size() {
		return ((this.answer != null) ? this.answer.size() : 0) + BYTES_PER_FIELD * this.fields.size();
	}

	/**
	 * Checks the name of a kind.
	 * @throws IllegalArgumentException if it is none, with a sentence
	 */
	public static String kind(String name) {
		if (!KIND.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"'%s' is not a kind: 1 to %d of A-Z a-z 0-9 . _ -".formatted(name, LONGEST_KIND));
		}
		return name;
	}

}
