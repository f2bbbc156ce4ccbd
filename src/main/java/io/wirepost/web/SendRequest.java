package io.wirepost.web;

import java.nio.charset.Charset;
import java.util.stream.Stream;

import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A message to send, in JSON: exactly one of the first three.
 *
 * @param text the payload as text, written in the device's charset
 * @param hex the payload in hex
 * @param base64 the payload in Base64
 * @param awaitReply how long to wait for the answer
 * @param expiresIn how long to keep it for a device that is away
 */
record SendRequest(@Nullable String text, @Nullable String hex, @Nullable String base64, @Nullable String awaitReply,
		@Nullable String expiresIn) {

	@Nullable Payload payload(Charset charset, Faults faults) {
		if (Stream.of(text(), hex(), base64()).filter((one) -> one != null).count() != 1) {
			faults.add("", "give exactly one of text, hex and base64");
			return null;
		}
		if (this.text != null) {
			return Payloads.text(this.text, charset);
		}
		return (this.hex != null) ? faults.read("hex", this.hex, Payloads::hex)
				: faults.read("base64", this.base64, Payloads::base64);
	}

}
