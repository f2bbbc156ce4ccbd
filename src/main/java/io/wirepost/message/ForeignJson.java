package io.wirepost.message;

import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that strangers say, and keeps nothing of it: otherwise Jackson has a table
 * of all property names it ever saw, up to 6,000 of up to 50,000 bytes each, for as long
 * as the process lives. Safe for all threads.
 */
public final class ForeignJson {

	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build())
		.build();

	private ForeignJson() {
	}

	/**
	 * Reads bytes in UTF-8, or in its kin with a mark at the beginning.
	 * @throws tools.jackson.core.JacksonException if they are no JSON
	 */
	public static JsonNode read(byte[] bytes) {
		return JSON.readTree(bytes);
	}

	/**
	 * Reads a text.
	 * @throws tools.jackson.core.JacksonException if it is no JSON
	 */
	public static JsonNode read(String text) {
		return JSON.readTree(text);
	}

}
