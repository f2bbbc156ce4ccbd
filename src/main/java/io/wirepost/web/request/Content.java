package io.wirepost.web.request;

import java.nio.charset.Charset;
import java.util.stream.Stream;

import io.wirepost.delivery.Outgoing;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The payload to send in JSON: exactly one of the three.
 *
 * @param text the payload as text, written in the device's charset
 * @param hex the payload in hex
 * @param base64 the payload in Base64
 */
public record Content(@Nullable String text, @Nullable String hex, @Nullable String base64) {

	/** Whether there is exactly one. */
	public boolean isOne(RequestFaults faults) {
		boolean one = Stream.of(text(), hex(), base64()).filter((given) -> given != null).count() == 1;
		if (!one) {
			faults.add("", "give exactly one of text, hex and base64");
		}
		return one;
	}

	/**
	 * Decodes the payload.
	 * @return null if it is invalid; the reason is added to the faults
	 * @throws io.wirepost.message.PayloadNotEncodableException if the charset lacks a
	 * character
	 */
	public @Nullable Outgoing outgoing(Charset charset, RequestFaults faults) {
		if (!isOne(faults)) {
			return null;
		}
		if (this.text != null) {
			return new Outgoing(Payload.of(this.text, charset), charset);
		}
		Payload bytes = (this.hex != null) ? faults.read("hex", this.hex, Payloads::hex)
				: faults.read("base64", this.base64, Payloads::base64);
		return (bytes != null) ? new Outgoing(bytes, null) : null;
	}

}
