package io.wirepost.web.request;

import io.wirepost.web.request.Content;
import org.jspecify.annotations.Nullable;

/**
 * A message to send, in JSON: exactly one of the first three.
 *
 * @param text the payload as text, written in the device's charset
 * @param hex the payload in hex
 * @param base64 the payload in Base64
 * @param awaitReply how long to wait for the reply
 * @param reply when the reply is complete, if it has several frames
 * @param expiresIn how long to queue it for a device that is away
 */
public record SendRequest(@Nullable String text, @Nullable String hex, @Nullable String base64,
		@Nullable String awaitReply, @Nullable Reply reply, @Nullable String expiresIn) {

	public Content content() {
		return new Content(this.text, this.hex, this.base64);
	}

	/**
	 * When a reply of several frames is complete: exactly one of these.
	 *
	 * @param until an expression that is true for the last frame
	 * @param frames the number of frames
	 * @param quiet the silence behind the last frame
	 */
	public record Reply(@Nullable String until, @Nullable Integer frames, @Nullable String quiet) {
	}

}
