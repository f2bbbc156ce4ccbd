package io.wirepost.engine.json;

import java.time.Instant;

import io.wirepost.forward.webhook.DeadLetter;
import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters as JSON. The message's id is stored beside it. */
public final class DeadLetterJson {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private DeadLetterJson() {
	}

	public static byte[] write(DeadLetter letter) {
		return JSON.writeValueAsBytes(new StoredLetter((letter.device() != null) ? letter.device().value() : null,
				letter.at().toString(), letter.status(), letter.reason()));
	}

	/** Reads a dead letter from bytes, of which the first are something else. */
	public static DeadLetter read(MessageId message, byte[] bytes, int offset) {
		StoredLetter kept = JSON.readValue(bytes, offset, bytes.length - offset, StoredLetter.class);
		return new DeadLetter(message, (kept.device() != null) ? new DeviceId(kept.device()) : null,
				Instant.parse(kept.at()), kept.status(), kept.reason());
	}

	/** The stored form of a dead letter. */
	record StoredLetter(@Nullable String device, String at, int status, String reason) {
	}

}
