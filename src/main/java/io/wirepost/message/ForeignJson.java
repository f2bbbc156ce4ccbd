package io.wirepost.message;

import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that devices send, and caches nothing of it. By default Jackson keeps a
 * table of the property names it has seen, up to 6,000 of up to 50,000 bytes each, for as
 * long as the process lives. Safe for all threads.
 */
public final class ForeignJson {

	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build())
		.build();

	private ForeignJson() {
	}

	/**
	 * Reads bytes in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.
	 * @throws tools.jackson.core.JacksonException if they are not JSON
	 */
	public static JsonNode read(byte[] bytes) {
		return JSON.readTree(bytes);
	}

	/**
	 * Parses a text.
	 * @throws tools.jackson.core.JacksonException if it is not JSON
	 */
	public static JsonNode read(String text) {
		return JSON.readTree(text);
	}

}
