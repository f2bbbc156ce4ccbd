package io.wirepost.message;

import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A message in JSON, the same in every response, stream, webhook and topic.
 *
 * @param text the payload as text; left out if it does not decode without loss
 * @param base64 the payload, always
 * @param kind the frame's kind by the rules of the protocol; null for none
 * @param fields what the protocol reads out of the frame, by name
 * @param answer what the device was answered, as on the wire, in hex; null for nothing
 * @param traceparent the W3C trace context of the request that it belongs to; left out if
 * there is none
 */
public record MessageView(UUID id, @Nullable String deviceId, Direction direction, @Nullable String listener,
		UUID connectionId, String remoteAddress, Instant receivedAt, int size,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String text, String base64, @Nullable UUID deliveryId,
		@Nullable String kind, Map<String, Object> fields, @Nullable String answer,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent) {

	/** The view of a message that has its id. */
	public static MessageView of(DeviceMessage message) {
		Interpretation meaning = message.interpretation();
		return new MessageView(message.requiredId().value(),
				(message.device() != null) ? message.device().value() : null, message.direction(), message.listener(),
				message.connectionId(), message.remoteAddress(), message.receivedAt(), message.payload().size(),
				message.payload().decode(message.charset()).orElse(null),
				Base64.getEncoder().encodeToString(message.payload().toByteArray()), message.deliveryId(),
				meaning.kind(), meaning.fields(), hex(meaning.answer()),
				(message.trace() != null) ? message.trace().value() : null);
	}

	private static @Nullable String hex(@Nullable Payload answer) {
		return (answer != null) ? answer.toHex(answer.size()).toLowerCase(Locale.ROOT) : null;
	}

}
