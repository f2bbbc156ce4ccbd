package io.wirepost.delivery.reply;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import io.wirepost.message.ForeignJson;
import io.wirepost.message.Payload;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Requests and replies are JSON; pointers (RFC 6901) lead to the correlation id: a
 * string, number or boolean, taken as text. A payload that is not JSON, or is nested very
 * deeply, has none.
 */
record JsonReply(CorrelationPlaces<JsonPointer> places) implements ReplyMatcher {

	static JsonReply of(Settings settings) {
		return new JsonReply(CorrelationPlaces.of(settings, JsonReply::pointer));
	}

	private static JsonPointer pointer(@Nullable String word) {
		if (word == null || word.isEmpty()) {
			throw new InvalidSettingsException("", "set it to a JSON pointer such as /id");
		}
		try {
			return JsonPointer.compile(word);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingsException("",
					"'%s' is not a JSON pointer; it begins with a slash, as in /id".formatted(word));
		}
	}

	@Override
	public @Nullable String ofRequest(Payload request, Charset charset) {
		return correlationId(request, charset, this.places.request());
	}

	@Override
	public @Nullable String ofReply(Payload frame, Charset charset) {
		return correlationId(frame, charset, this.places.reply());
	}

	private static @Nullable String correlationId(Payload payload, Charset charset, JsonPointer pointer) {
		try {
			JsonNode node = read(payload, charset).at(pointer);
			return (node.isValueNode() && !node.isNull()) ? node.asString() : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/** Jackson reads UTF-8 without a copy, and detects a byte order mark. */
	private static JsonNode read(Payload payload, Charset charset) {
		return charset.equals(StandardCharsets.UTF_8) ? ForeignJson.read(payload.toByteArray())
				: ForeignJson.read(charset.decode(payload.asByteBuffer()).toString());
	}

}
