package io.wirepost.delivery;

import java.nio.charset.Charset;

import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A payload to send.
 *
 * @param payload the bytes
 * @param charset the charset of the bytes if they are text; null for bytes that are sent
 * unchanged
 */
public record Outgoing(Payload payload, @Nullable Charset charset) {

	/**
	 * The bytes in the charset of a connection: since the request the device may have
	 * reconnected with another one.
	 * @throws io.wirepost.message.PayloadNotEncodableException if the charset lacks a
	 * character
	 */
	Payload in(Charset theirs) {
		if (this.charset == null || this.charset.equals(theirs)) {
			return this.payload;
		}
		return this.payload.decode(this.charset).map((text) -> Payload.of(text, theirs)).orElse(this.payload);
	}

}
