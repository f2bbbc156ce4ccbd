package io.wirepost.delivery;

import java.nio.charset.Charset;

import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent.
 *
 * @param payload the bytes
 * @param charset the charset in which these are text; null for bytes that are sent as
 * they are
 */
public record Outgoing(Payload payload, @Nullable Charset charset) {

	/**
	 * The bytes for a device that reads text in a charset: between the asking and the
	 * sending it may have come back speaking another one.
	 * @throws io.wirepost.message.PayloadNotEncodableException if that lacks a character
	 */
	Payload in(Charset theirs) {
		if (this.charset == null || this.charset.equals(theirs)) {
			return this.payload;
		}
		return this.payload.decode(this.charset).map((text) -> Payload.of(text, theirs)).orElse(this.payload);
	}

}
