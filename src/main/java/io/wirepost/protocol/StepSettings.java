package io.wirepost.protocol;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;

import io.wirepost.framing.Framing;
import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.framing.PayloadTooLargeException;
import io.wirepost.message.Payload;
import io.wirepost.message.PayloadNotEncodableException;
import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A step that is done on each new connection.
 *
 * @param send what is sent: {@code text}, {@code hex} or {@code base64}; nothing by
 * default
 * @param expect an expression that is true for the frame that ends the step; without one
 * the step ends once its bytes are written
 * @param within how long the step may take
 */
public record StepSettings(@Nullable Send send, @Nullable String expect, @DefaultValue("5s") Duration within) {

	/**
	 * The step, ready to be done.
	 * @throws InvalidSettingsException if it cannot be done
	 */
	Step read(Charset charset, Framing framing) {
		Payload payload = (this.send != null) ? payload(this.send, charset, framing) : null;
		return Step.of(payload, this.expect, this.within);
	}

	private static Payload payload(Send send, Charset charset, Framing framing) {
		try {
			Payload payload = send.payload(charset);
			framing.encode(payload);
			return payload;
		}
		catch (PayloadNotFrameableException | PayloadTooLargeException | PayloadNotEncodableException ex) {
			throw new InvalidSettingsException("send", "The framing cannot carry this: " + ex.getMessage());
		}
	}

	/**
	 * What is sent: exactly one of these.
	 *
	 * @param text a text in the charset of the device
	 * @param hex bytes in hex
	 * @param base64 bytes in Base64
	 */
	public record Send(@Nullable String text, @Nullable String hex, @Nullable String base64) {

		public Send {
			if (Stream.of(text, hex, base64).filter(Objects::nonNull).count() != 1) {
				throw new InvalidSettingsException("", "set one of text, hex and base64");
			}
		}

		/**
		 * The bytes.
		 * @throws PayloadNotEncodableException if the charset lacks a character
		 * @throws InvalidSettingsException if this is no hex or Base64
		 */
		public Payload payload(Charset charset) {
			if (this.text != null) {
				return Payload.of(this.text, charset);
			}
			return Payload.owning((this.hex != null) ? ByteNotation.hex(this.hex) : decoded(this.base64));
		}

		private static byte[] decoded(@Nullable String base64) {
			try {
				return Base64.getDecoder().decode(Objects.requireNonNull(base64));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSettingsException("base64", "'%s' is not Base64".formatted(base64));
			}
		}

	}

}
