package io.wirepost.framing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.LengthField;
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

	@FuzzTest
	void flags(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		byte[] flag = some(input);
		new FramingProperties(framing("start-end", input, 2 * flag.length + 1, "start", hex(flag), "end", hex(flag),
				"strip", input.flag(), "resync", input.one("close", "skip")), 2 * flag.length)
			.hold(input);
	}

	@FuzzTest
	void escaped(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		Object[] words = input.flag()
				? new Object[] { "start", "7E", "end", "7E", "escape.byte", "7D", "escape.pairs.01", "7D",
						"escape.pairs.02", "7E", "resync", input.one("close", "skip"), "strip", input.flag() }
				: input.flag()
						? new Object[] { "start", "1002", "end", "1003", "escape.byte", "10", "escape.double", "true",
								"resync", input.one("close", "skip"), "strip", input.flag() }
						: new Object[] { "start", "7C", "end", "7E", "escape.byte", "7D", "escape.xor", "20", "resync",
								input.one("close", "skip"), "trailer", input.one("2", "0D0A") };
		Framing framing = framing("start-end", input, 8, words);
		new FramingProperties(framing, framing.maxFrameSize() + 8).hold(input);
	}

	@FuzzTest
	void digits(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		Object[] size = input.flag() ? new Object[] { "until", "20" } : new Object[] { "width", 1 + input.number(4) };
		Framing framing = framing("length-field", input, 12, "encoding", input.one("decimal", "hexadecimal"), size[0],
				size[1], "includes-header", input.flag(), "adjustment", (byte) input.number(256) % 4, "strip",
				input.flag(), "resync", input.one("close", "skip"));
		new FramingProperties(framing, 12).hold(input);
	}

	@FuzzTest
	void ieee488(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		new FramingProperties(framing("ieee-488", input, 1, "send", input.one("LF", "CRLF"), "resync",
				input.one("close", "skip"), "min-frame-size", input.number(2) + "B"), 12)
			.hold(input);
	}

	@FuzzTest
	void firstOf(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		Framing framing = framing("first-of", input, 8, "frames[0].type", "length-field", "frames[0].magic", "7878",
				"frames[0].offset", 2, "frames[0].width", 1, "frames[0].trailer", "0D0A", "frames[0].strip", "false",
				"frames[1].type", "start-end", "frames[1].start", "7E", "frames[1].end", "7E", "frames[2].type", "json",
				"frames[3].type", input.one("line", "ieee-488"), "frames[3].magic", "??79", "between[0]", "FF",
				"resync", input.one("close", "skip"),
				input.flag() ? "frames[3].min-frame-size" : "frames[2].min-frame-size", "1");
		new FramingProperties(framing, 8).hold(input);
	}

	/** The common settings, at framings that the fuzzer knows already. */
	@FuzzTest
	void common(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		String type = input.one("line", "length-field", "json", "delimiter", "start-end");
		Object[] words = switch (type) {
			case "length-field" -> new Object[] { "width", "1", "strip", "false" };
			case "delimiter" -> new Object[] { "delimiter", "0D0A" };
			case "start-end" -> new Object[] { "start", "02", "end", "03" };
			default -> new Object[0];
		};
		Object[] all = Arrays.copyOf(words, words.length + 8);
		System
			.arraycopy(
					new Object[] { "trailer", input.one("1", "0D", "2"), "between[0]", hex(some(input)),
							"min-frame-size", input.number(4) + "B", "resync", input.one("close", "skip") },
					0, all, words.length, 8);
		new FramingProperties(framing(type, input, 8, all), 8).hold(input);
	}

	@FuzzTest
	void checksum(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		Framing framing = Framings.of(
				new Settings(Map.of("type", "start-end", "start", "02", "end", "03", "resync",
						input.one("close", "skip"), "max-frame-size", "64B")),
				new Settings(Map.of("algorithm", input.one("xor-8", "crc-16/x-25", "nmea", "crc-32/iscsi"), "from",
						"" + input.number(3), "on-mismatch", input.one("reject", "mark", "close"))),
				Settings.NONE);
		FuzzInput.Cut cut = input.cut();
		byte[] rest = input.rest();
		assertThat(FramingDryRun.run(framing, cut.apply(rest)).frames())
			.isEqualTo(FramingDryRun.run(framing, List.of(rest)).frames());
		try {
			byte[] wire = framing.encode(Payload.copyOf(rest));
			FramingDryRun.Result result = FramingDryRun.run(framing, cut.apply(wire));
			assertThat(result.details()).singleElement().satisfies((frame) -> assertThat(frame.intact()).isTrue());
		}
		catch (PayloadTooLargeException | PayloadNotFrameableException ex) {
			assertThat(ex).message().isNotBlank();
		}
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
