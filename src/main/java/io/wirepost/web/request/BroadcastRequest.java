package io.wirepost.web.request;

import java.util.List;
import java.util.stream.Stream;

import io.wirepost.web.request.Content;
import org.jspecify.annotations.Nullable;

/**
 * A message to many devices, in JSON: exactly one of {@code text}, {@code hex} and
 * {@code base64}.
 *
 * @param to the recipients
 * @param text the payload as text, written in each device's charset
 * @param hex the payload in hex
 * @param base64 the payload in Base64
 * @param expiresIn how long to queue it for devices that are away
 */
public record BroadcastRequest(@Nullable To to, @Nullable String text, @Nullable String hex, @Nullable String base64,
		@Nullable String expiresIn) {

	public Content content() {
		return new Content(this.text, this.hex, this.base64);
	}

	/**
	 * The recipients: exactly one of the three.
	 *
	 * @param devices these devices
	 * @param tag all devices with this tag
	 * @param connected if true, all connected devices
	 */
	public record To(@Nullable List<@Nullable String> devices, @Nullable String tag, @Nullable Boolean connected) {

		public boolean isOne() {
			return Stream.of(devices() != null, tag() != null, Boolean.TRUE.equals(connected()))
				.filter((given) -> given)
				.count() == 1;
		}

	}

}
