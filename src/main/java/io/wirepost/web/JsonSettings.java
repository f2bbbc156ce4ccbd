package io.wirepost.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wirepost.settings.Fault;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Settings in JSON, as a caller wrote them. A name that is there twice is a fault, as in
 * YAML: which of its values is meant would be a guess.
 *
 * @param value a map, or whatever else was written
 * @param twice the names that are there twice
 */
@JsonDeserialize(using = JsonSettings.Reader.class)
record JsonSettings(@Nullable Object value, List<Fault> twice) {

	/**
	 * The settings.
	 * @throws InvalidSettingsException if they are none
	 */
	Settings settings() {
		if (!this.twice.isEmpty()) {
			throw new InvalidSettingsException(this.twice);
		}
		return Settings.of(this.value);
	}

	/** Whether a group of that name is there, and has nothing in it. */
	boolean isEmptyGroup(String name) {
		return this.value instanceof Map<?, ?> all && all.get(name) instanceof Map<?, ?> group && group.isEmpty();
	}

	/** Reads any JSON, and notes its names. */
	static final class Reader extends ValueDeserializer<JsonSettings> {

		@Override
		public JsonSettings deserialize(JsonParser parser, DeserializationContext context) {
			List<Fault> twice = new ArrayList<>();
			return new JsonSettings(read(parser, context, "", twice), twice);
		}

		private static @Nullable Object read(JsonParser parser, DeserializationContext context, String place,
				List<Fault> twice) {
			return switch (parser.currentToken()) {
				case START_OBJECT -> object(parser, context, place, twice);
				case START_ARRAY -> array(parser, context, place, twice);
				case VALUE_NULL -> null;
				default -> context.readValue(parser, Object.class);
			};
		}

		private static Map<String, @Nullable Object> object(JsonParser parser, DeserializationContext context,
				String place, List<Fault> twice) {
			Map<String, @Nullable Object> object = new LinkedHashMap<>();
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				String inner = place.isEmpty() ? name : place + "." + name;
				if (object.containsKey(name)) {
					twice.add(new Fault(inner, "'%s' is there twice; leave one out".formatted(name)));
				}
				parser.nextToken();
				object.put(name, read(parser, context, inner, twice));
			}
			return object;
		}

		private static List<@Nullable Object> array(JsonParser parser, DeserializationContext context, String place,
				List<Fault> twice) {
			List<@Nullable Object> array = new ArrayList<>();
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				array.add(read(parser, context, "%s[%d]".formatted(place, array.size()), twice));
			}
			return array;
		}

	}

}
