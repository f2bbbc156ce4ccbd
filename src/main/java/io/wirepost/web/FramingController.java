package io.wirepost.web;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.wirepost.framing.Framing;
import io.wirepost.framing.FramingDryRun;
import io.wirepost.framing.Framings;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.DeviceId;
import io.wirepost.message.Payload;
import io.wirepost.protocol.Identification;
import io.wirepost.protocol.Identifications;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import io.wirepost.web.request.Payloads;
import io.wirepost.web.request.RequestFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Decodes bytes with a framing; stores nothing. */
@RestController
class FramingController {

	@PostMapping(path = "/api/framings/decode", consumes = MediaType.APPLICATION_JSON_VALUE)
	Decoded decode(@RequestBody DecodeRequest request) {
		Framing framing = within("framing",
				() -> Framings.of((request.framing() != null) ? Settings.of(request.framing()) : Settings.NONE));
		Identification identification = (request.identify() != null)
				? within("identify", () -> Identifications.of(Settings.of(request.identify()))) : null;
		RequestFaults faults = new RequestFaults();
		Charset charset = faults.read("charset", request.charset(), FramingController::charset);
		List<byte[]> chunks = new ArrayList<>();
		List<String> given = (request.chunks() != null) ? request.chunks() : List.of();
		for (int i = 0; i < given.size(); i++) {
			Payload chunk = faults.read("chunks[" + i + "]", given.get(i), Payloads::hex);
			chunks.add((chunk != null) ? chunk.toByteArray() : new byte[0]);
		}
		faults.check();
		return decoded(FramingDryRun.run(framing, chunks), identification,
				(charset != null) ? charset : StandardCharsets.UTF_8);
	}

	private static Decoded decoded(FramingDryRun.Result result, @Nullable Identification identification,
			Charset charset) {
		List<Frame> frames = new ArrayList<>();
		boolean hidden = identification != null && identification.needsSecret();
		DeviceId device = null;
		for (Payload frame : result.frames()) {
			if (identification != null && (device == null || identification.isEveryFrame())) {
				device = identification.deviceOf(frame, charset).orElse(null);
			}
			frames.add(new Frame(hidden ? "" : hex(frame), hidden ? null : frame.decode(charset).orElse(null),
					(device != null) ? device.value() : null));
		}
		Rejection rejection = result.rejection();
		return new Decoded(frames, hidden ? "" : hex(result.leftover()),
				(rejection != null) ? new Rejected(RejectionView.word(rejection.reason()), rejection.detail(),
						rejection.offset(), rejection.size(), hidden ? "" : hex(rejection.first()), rejection.fatal())
						: null);
	}

	private static String hex(Payload payload) {
		return payload.toHex(payload.size());
	}

	private static Charset charset(String name) {
		try {
			Charset charset = Charset.forName(name);
			if (charset.canEncode()) {
				return charset;
			}
			throw new UnsupportedCharsetException(name);
		}
		catch (IllegalCharsetNameException | UnsupportedCharsetException ex) {
			throw new IllegalArgumentException("'%s' is not a known charset, such as UTF-8".formatted(name), ex);
		}
	}

	private static <T> T within(String name, Supplier<T> supplier) {
		try {
			return supplier.get();
		}
		catch (InvalidSettingsException ex) {
			throw ex.within(name);
		}
	}

	/**
	 * The bytes to decode, and how.
	 *
	 * @param framing a framing's settings, as in a listener
	 * @param charset the charset to show frames as text
	 * @param identify an identification's settings; none by default
	 * @param chunks bytes in hex, each chunk as one read
	 */
	record DecodeRequest(@Nullable Map<String, Object> framing, @Nullable String charset,
			@Nullable Map<String, Object> identify, @Nullable List<String> chunks) {
	}

	/**
	 * The result.
	 *
	 * @param leftover the bytes of an incomplete frame, in hex
	 * @param rejection the first rejected bytes; null for none
	 */
	record Decoded(List<Frame> frames, String leftover, @Nullable Rejected rejection) {
	}

	/** A frame's payload. */
	record Frame(String hex, @Nullable String text, @Nullable String deviceId) {
	}

	/** Rejected bytes. */
	record Rejected(String reason, String detail, long offset, long size, String hex, boolean fatal) {
	}

}
