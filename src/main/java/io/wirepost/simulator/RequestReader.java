package io.wirepost.simulator;

import java.util.List;
import java.util.Map;

import io.wirepost.framing.Framing;
import io.wirepost.framing.FramingDryRun;
import io.wirepost.framing.Framings;
import io.wirepost.message.Payload;
import io.wirepost.protocol.ProtocolSettings;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's requests as a device does. Where the protocol sends bytes as they
 * are, a request is what has arrived together. Immutable.
 */
final class RequestReader {

	private final Framing framing;

	private RequestReader(Framing framing) {
		this.framing = framing;
	}

	static RequestReader of(ProtocolSettings settings) {
		Settings send = new Settings(settings.send());
		if (settings.send().isEmpty()) {
			return new RequestReader(
					Framings.of(new Settings(settings.framing()), new Settings(settings.checksum()), Settings.NONE));
		}
		return new RequestReader((send.value("type").isPresent()) ? Framings.of(send)
				: Framings.of(new Settings(Map.of("type", "raw"))));
	}

	/**
	 * The requests in these bytes.
	 * @return null if they end within a frame, so that more has to come
	 */
	@Nullable List<Payload> read(byte[] bytes) {
		FramingDryRun.Result result = FramingDryRun.run(this.framing, List.of(bytes));
		return (result.leftover().size() == 0) ? result.frames() : null;
	}

}
