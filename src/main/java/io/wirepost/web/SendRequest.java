package io.wirepost.web;

import org.jspecify.annotations.Nullable;

/**
 * A message to send, in JSON: exactly one of the first three.
 *
 * @param text the payload as text, written in the device's charset
 * @param hex the payload in hex
 * @param base64 the payload in Base64
 * @param awaitReply how long to wait for the reply
 * @param expiresIn how long to queue it for a device that is away
 */
record SendRequest(@Nullable String text, @Nullable String hex, @Nullable String base64, @Nullable String awaitReply,
		@Nullable String expiresIn) {

	Content content() {
		return new Content(this.text, this.hex, this.base64);
	}

}
