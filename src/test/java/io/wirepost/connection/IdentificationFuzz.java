package io.wirepost.connection;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wirepost.framing.FramingDryRun;
import io.wirepost.harness.FuzzInput;
import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.Payload;
import io.wirepost.protocol.Identification;
import io.wirepost.protocol.Identifications;
import io.wirepost.settings.InvalidSettingsException;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any lines to listeners that look for identities in them: what is in the journal is what
 * was said by whom, and whoever does not say who it is leaves nothing there.
 */
class IdentificationFuzz {

	private static final Map<List<String>, Listener> LISTENERS = new HashMap<>();

	private static @Nullable EmbeddedListener listeners;

	/**
	 * Made by the first input: records that are loaded before Jazzer's agent is there
	 * lose what Spring binds them by.
	 */
	private static EmbeddedListener listeners() {
		if (listeners == null) {
			listeners = new EmbeddedListener();
		}
		return listeners;
	}

	@AfterAll
	static void stop() {
		LISTENERS.clear();
		if (listeners != null) {
			listeners.close();
		}
	}

	@FuzzTest
	void lines(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		boolean every = input.flag();
		boolean consume = input.flag();
		String where = input.one("pattern=^HELLO (?<id>\\S+)", "pattern=(?<id>[A-Z]\\d+)", "pattern=(?<id>.*)(x|y)*$",
				"pointer=/deviceId", "pointer=/0", "pointer=");
		Charset charset = input.one(UTF_8, StandardCharsets.UTF_16, Charset.forName("EUC-KR"),
				Charset.forName("ISO-2022-JP"));
		FuzzInput.Cut cut = input.cut();
		byte[] stream = input.rest();
		Listener listener = LISTENERS.computeIfAbsent(List.of("" + every, "" + consume, where, charset.name()),
				(key) -> listeners().listener("l" + LISTENERS.size(), "framing.type=line", "framing.max-frame-size=1KB",
						"charset=" + charset.name(), "identify.by=" + (every ? "every-frame" : "first-frame"),
						"identify." + where, "identify.consume=" + consume));
		Identification identification = listener.peerProfile().protocol().identification();
		List<Payload> frames = FramingDryRun.run(listener.profile().framing(), List.of(stream)).frames();
		List<Said> expected = every ? everyFrame(identification, frames, charset)
				: firstFrame(identification, frames, charset);
		for (List<byte[]> reads : List.of(List.of(stream), cut.apply(stream), new FuzzInput.Cut(1, 0).apply(stream))) {
			EmbeddedListener.Visit visit = listeners().visit(listener, reads);
			assertThat(visit.messages().stream().map(Said::of).toList()).as("%s", listener.view().identify())
				.isEqualTo(expected);
			boolean unknown = !every && !frames.isEmpty() && identification.deviceOf(frames.get(0), charset).isEmpty();
			assertThat(visit.refused()).isEqualTo(unknown ? 1 : 0);
		}
	}

	private static List<Said> everyFrame(Identification identification, List<Payload> frames, Charset charset) {
		List<Said> expected = new ArrayList<>();
		for (Payload frame : frames) {
			DeviceId device = identification.deviceOf(frame, charset).orElse(null);
			if (device != null && !identification.isConsuming()) {
				expected.add(new Said(device, frame));
			}
		}
		return expected;
	}

	private static List<Said> firstFrame(Identification identification, List<Payload> frames, Charset charset) {
		DeviceId device = frames.isEmpty() ? null : identification.deviceOf(frames.get(0), charset).orElse(null);
		if (device == null) {
			return List.of();
		}
		return frames.stream()
			.skip(identification.isConsuming() ? 1 : 0)
			.map((frame) -> new Said(device, frame))
			.toList();
	}

	/**
	 * A pattern and a text, both from a caller that tries a framing: it gets an answer
	 * soon.
	 */
	@FuzzTest
	void pattern(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		boolean isPattern = input.flag();
		String where = new String(input.bytes(input.number(64)), UTF_8);
		Identification identification;
		try {
			identification = Identifications
				.of(new Settings(Map.of("by", "every-frame", isPattern ? "pattern" : "pointer", where)));
		}
		catch (InvalidSettingsException ex) {
			assertThat(ex.faults()).isNotEmpty().allSatisfy((fault) -> assertThat(fault.sentence()).isNotBlank());
			return;
		}
		identification.deviceOf(Payload.owning(input.rest()), UTF_8);
	}

	/** Where a frame says who it is, that is who it is. */
	@FuzzTest
	void named(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		String id = idOf(input.bytes(1 + input.number(128)));
		String noise = new String(input.rest(), UTF_8).replaceAll("[\\p{Cntrl}\\p{IsWhite_Space}\"\\\\]", "");
		Identification pointed = Identifications.of(new Settings(Map.of("by", "every-frame", "pointer", "/a/0/id")));
		assertThat(pointed.deviceOf(json("{\"%s\":null,\"a\":[{\"id\":\"%s\"}]}".formatted(noise + "-", id)), UTF_8))
			.contains(new DeviceId(id));
		Identification found = Identifications
			.of(new Settings(Map.of("by", "every-frame", "pattern", " id=(?<id>\\S+) ")));
		assertThat(found.deviceOf(json(noise + " id=" + id + " " + noise), UTF_8)).contains(new DeviceId(id));
	}

	private static Payload json(String text) {
		return Payload.owning(text.getBytes(UTF_8));
	}

	private static String idOf(byte[] bytes) {
		StringBuilder id = new StringBuilder();
		String allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
		for (byte one : bytes) {
			id.append(allowed.charAt(Byte.toUnsignedInt(one) % allowed.length()));
		}
		return id.toString();
	}

	/** Who said what. */
	private record Said(@Nullable DeviceId device, Payload payload) {

		private static Said of(DeviceMessage message) {
			return new Said(message.device(), message.payload());
		}

	}

}
