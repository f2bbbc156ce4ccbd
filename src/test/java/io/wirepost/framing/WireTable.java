package io.wirepost.framing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** Bytes on the wire and what comes of them, for tests that are tables of bytes. */
final class WireTable {

	private WireTable() {
	}

	/** Settings from names and values, one after the other. */
	static Settings settings(String... words) {
		Map<String, String> all = new HashMap<>();
		for (int i = 0; i < words.length; i += 2) {
			all.put(words[i], words[i + 1]);
		}
		return new Settings(all);
	}

	static Framing framing(String... words) {
		return Framings.of(settings(words));
	}

	static byte[] hex(String digits) {
		return HexFormat.of().parseHex(digits.replace(" ", ""));
	}

	static Payload payload(String digits) {
		return Payload.owning(hex(digits));
	}

	static Payload text(String text) {
		return Payload.owning(text.getBytes(ISO_8859_1));
	}

	/** Frames as hex, rejections as their reason, in order. */
	static List<String> outcome(TestStream stream) {
		return stream.received().stream().map(WireTable::word).toList();
	}

	private static String word(Object one) {
		return (one instanceof Rejection rejection)
				? rejection.reason() + " " + rejection.offset() + "+" + rejection.size()
				: HexFormat.of().withUpperCase().formatHex(((Payload) one).toByteArray());
	}

	/**
	 * What comes of bytes at once; each way to split them has to give the same frames.
	 */
	static List<String> outcome(Framing framing, byte[] wire) {
		try (TestStream stream = new TestStream(framing).read(wire)) {
			List<Payload> frames = stream.frames();
			for (int at = 1; at < wire.length; at++) {
				try (TestStream split = new TestStream(framing).readSplit(wire, at)) {
					assertThat(split.frames()).as("split at %d", at).isEqualTo(frames);
				}
			}
			try (TestStream bytes = new TestStream(framing).readByteByByte(wire)) {
				assertThat(bytes.frames()).as("byte by byte").isEqualTo(frames);
			}
			return outcome(stream);
		}
	}

	static List<String> outcome(Framing framing, String wire) {
		return outcome(framing, hex(wire));
	}

	static byte[] join(List<byte[]> parts) {
		return FramingContract.join(parts.toArray(byte[][]::new));
	}

	static byte[] without(byte[] bytes, int at) {
		byte[] less = Arrays.copyOf(bytes, bytes.length - 1);
		System.arraycopy(bytes, at + 1, less, at, less.length - at);
		return less;
	}

	static byte[] with(byte[] bytes, int at, byte one) {
		byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
		System.arraycopy(bytes, at, more, at + 1, bytes.length - at);
		more[at] = one;
		return more;
	}

	static byte[] changed(byte[] bytes, int at, byte one) {
		byte[] other = bytes.clone();
		other[at] = one;
		return other;
	}

}
