package io.wirepost.framing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.wirepost.harness.FuzzInput;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes into any framing, with any settings: see {@link FramingProperties}. The tests
 * try the inputs beside this class, {@code bench/fuzz} looks for more.
 */
class FramingFuzz {

	private static final int FRAMINGS_KEPT = 10_000;

	/** Reading settings takes far longer than what is tried with them. */
	private static final Map<Map<String, String>, Framing> FRAMINGS = new HashMap<>();

	private static Framing framing(String type, FuzzInput input, int smallest, Object... words) {
		Map<String, String> settings = new HashMap<>();
		settings.put("type", type);
		settings.put("max-frame-size", Math.max(smallest, 1 + input.number(256)) + "B");
		for (int i = 0; i < words.length; i += 2) {
			settings.put((String) words[i], words[i + 1].toString());
		}
		if (FRAMINGS.size() == FRAMINGS_KEPT) {
			FRAMINGS.clear();
		}
		return FRAMINGS.computeIfAbsent(settings, FramingFuzz::framing);
	}

	private static Framing framing(Map<String, String> settings) {
		Framing framing = Framings.of(new Settings(settings));
		assertThat(Framings.of(framing.settings())).isEqualTo(framing);
		return framing;
	}

	private static byte[] some(FuzzInput input) {
		return input.bytes(1 + input.number(4));
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	@FuzzTest
	void line(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		new FramingProperties(framing("line", input, 1, "send", input.one("LF", "CRLF")), 1).hold(input);
	}

	@FuzzTest
	void delimiter(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		byte[] delimiter = some(input);
		new FramingProperties(framing("delimiter", input, 1, "delimiter", hex(delimiter)), delimiter.length)
			.hold(input);
	}

	@FuzzTest
	void startEnd(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		byte[] start = some(input);
		byte[] end = some(input);
		new FramingProperties(framing("start-end", input, 1, "start", hex(start), "end", hex(end)),
				start.length + end.length)
			.hold(input);
	}

	@FuzzTest
	void lengthField(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		boolean strip = input.flag();
		int offset = strip ? 0 : input.number(6);
		int width = input.one(1, 2, 3, 4, 8);
		LengthFieldFraming framing = (LengthFieldFraming) framing("length-field", input, offset + width, "offset",
				offset, "width", width, "order", input.one("big-endian", "little-endian"), "adjustment",
				(byte) input.number(256), "includes-header", input.flag(), "strip", strip);
		FramingProperties properties = new FramingProperties(framing, width);
		properties.hold(input);
		if (!strip) {
			properties.holdFor(new FuzzInput.Cut(bytes.length % 8, 3), withItsLength(framing.field(), bytes));
		}
	}

	/** Bytes that the fuzzer would hardly ever guess the length of. */
	private static Payload withItsLength(LengthField field, byte[] bytes) {
		byte[] frame = Arrays.copyOf(bytes, Math.max(bytes.length, field.end()));
		field.write(field.valueFor(frame.length), frame);
		return Payload.owning(frame);
	}

	@FuzzTest
	void fixedLength(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		int length = 1 + input.number(64);
		FramingProperties properties = new FramingProperties(framing("fixed-length", input, length, "length", length),
				0);
		properties.hold(input);
		properties.holdFor(new FuzzInput.Cut(3, 2), Payload.owning(Arrays.copyOf(bytes, length)));
	}

	@FuzzTest
	void json(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		new FramingProperties(framing("json", input, 1), 0).hold(input);
	}

	@FuzzTest
	void raw(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		new UntoldFramingProperties(framing("raw", input, 1)).hold(input);
	}

	@FuzzTest
	void idleGap(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		new UntoldFramingProperties(framing("idle-gap", input, 1, "gap", 1 + input.number(256) + "ms")).hold(input);
	}

	/** The bytes that a setting stands for, such as a delimiter. */
	@FuzzTest
	void bytesInSettings(byte[] bytes) {
		ByteSequence sequence;
		try {
			sequence = ByteSequence.parse(new String(bytes, UTF_8));
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).message().isNotBlank();
			return;
		}
		assertThat(sequence.length()).isBetween(1, 32);
		assertThat(ByteSequence.parse(sequence.toString())).isEqualTo(sequence);
	}

}
