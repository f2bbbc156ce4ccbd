package io.wirepost.engine.json;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The parts of a message that are stored as text. */
public final class MessageJson {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {
	};

	private MessageJson() {
	}

	/** The fields of a message, as a JSON object. */
	public static byte[] writeFields(Map<String, Object> fields) {
		return JSON.writeValueAsBytes(fields);
	}

	public static Map<String, Object> readFields(byte[] json) {
		return JSON.readValue(json, FIELDS);
	}

	/** The charset of a stored name. */
	public static Charset charset(String name) {
		try {
			return Charset.forName(name);
		}
		catch (IllegalCharsetNameException | UnsupportedCharsetException ex) {
			// Stored by a Java runtime with more charsets. The bytes are what counts;
			// text that is not UTF-8 does not decode, so nothing wrong is shown.
			return StandardCharsets.UTF_8;
		}
	}

}
