package io.wirepost.framing.bytes;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a payload that cannot be on the wire as they are: an escape byte and another
 * stand for each.
 *
 * @param mark the escape byte
 * @param kind how the byte behind it is understood
 * @param pairs with {@link Kind#PAIRS}, what each byte behind the escape byte stands for
 * @param xor with {@link Kind#XOR}, what the byte behind the escape byte is combined with
 */
public record Escape(byte mark, Kind kind, Map<Byte, Byte> pairs, byte xor) {

	private static final String HINT = "write one byte in hex, such as \"7D\"";

	/** How the byte behind the escape byte is understood. */
	public enum Kind {

		/** A table says what it stands for, as in JT/T 808 and SLIP (RFC 1055). */
		PAIRS,

		/** It is the escape byte again and stands for it, as in DLE stuffing. */
		DOUBLE,

		/** Exclusive or with a fixed byte, as in HDLC and PPP (RFC 1662). */
		XOR

	}

	/**
	 * Reads {@code escape.byte} and one of {@code escape.pairs.HH}, {@code escape.double}
	 * and {@code escape.xor}.
	 * @return null if there are none
	 */
	public static @Nullable Escape of(Settings settings, Faults faults) {
		Settings words = settings.below("escape");
		if (words.values().isEmpty()) {
			faults.that(settings.values().keySet().stream().noneMatch((name) -> name.matches("escape(\\[.*)?")),
					"escape", "needs settings below it: byte, and one of pairs, double: true, and xor");
			return null;
		}
		Map<Byte, Byte> pairs = new LinkedHashMap<>();
		Byte mark = read(words.value("byte").orElse(null), "byte", faults);
		Byte xor = words.value("xor").map((word) -> read(word, "xor", faults)).orElse(null);
		boolean isDouble = words.value("double").filter("true"::equals).isPresent();
		words.below("pairs").values().forEach((key, value) -> {
			// Names of settings are put into kebab-case, hex digits too.
			Byte behind = read(key.replace("-", ""), "pairs." + key, faults);
			Byte meant = read(value, "pairs." + key, faults);
			if (behind != null && meant != null) {
				pairs.put(behind, meant);
			}
		});
		words.without("byte")
			.without("xor")
			.without("double")
			.withoutBelow("pairs")
			.values()
			.forEach((name, word) -> faults.that(false, "escape." + name,
					"there is no such setting; known here: byte, pairs, double, xor"));
		int kinds = (words.below("pairs").values().isEmpty() ? 0 : 1) + (isDouble ? 1 : 0)
				+ (words.value("xor").isPresent() ? 1 : 0);
		faults.that(kinds == 1, "escape", "needs one of pairs, double: true, and xor");
		Kind kind = isDouble ? Kind.DOUBLE : pairs.isEmpty() ? Kind.XOR : Kind.PAIRS;
		return (mark != null) ? new Escape(mark, kind, pairs, (xor != null) ? xor : 0) : null;
	}

	private static @Nullable Byte read(@Nullable String word, String name, Faults faults) {
		if (word == null) {
			faults.that(false, "escape." + name, "has to be set: %s", HINT);
			return null;
		}
		try {
			ByteSequence bytes = ByteSequence.parse(word);
			if (bytes.length() == 1) {
				return bytes.first();
			}
		}
		catch (IllegalArgumentException ex) {
			// Falls through to the same sentence.
		}
		faults.that(false, "escape." + name, "'%s' is not one byte; %s", word, HINT);
		return null;
	}

	/**
	 * Whether a byte may follow the escape byte.
	 * @param closing the first of the bytes that end a frame
	 */
	boolean isDefined(byte behind, byte closing) {
		return switch (this.kind) {
			case PAIRS -> this.pairs.containsKey(behind);
			case DOUBLE -> behind == this.mark;
			case XOR -> behind != this.mark && behind != closing;
		};
	}

	private byte meant(byte behind) {
		return switch (this.kind) {
			case PAIRS -> this.pairs.getOrDefault(behind, behind);
			case DOUBLE -> behind;
			case XOR -> (byte) (behind ^ this.xor);
		};
	}

	/** A copy of bytes on the wire as they are meant. */
	ByteBuf decode(ByteBuf in, int from, int to, ByteBufAllocator allocator) {
		ByteBuf meant = allocator.buffer(to - from);
		for (int i = from; i < to; i++) {
			byte one = in.getByte(i);
			if (one == this.mark) {
				i++;
				one = meant(in.getByte(i));
			}
			meant.writeByte(one);
		}
		return meant;
	}

	/**
	 * Bytes as they are on the wire.
	 * @param forbidden bytes that begin or end a frame, escaped with {@link Kind#XOR}
	 */
	public byte[] encode(byte[] meant, int from, int to, byte... forbidden) {
		Map<Byte, Byte> behind = behind(forbidden);
		ByteArrayOutputStream wire = new ByteArrayOutputStream(to - from + 16);
		for (int i = from; i < to; i++) {
			Byte escaped = behind.get(meant[i]);
			if (escaped != null) {
				wire.write(this.mark);
			}
			wire.write((escaped != null) ? escaped : meant[i]);
		}
		return wire.toByteArray();
	}

	private Map<Byte, Byte> behind(byte[] forbidden) {
		Map<Byte, Byte> behind = new HashMap<>();
		this.pairs.forEach((one, meant) -> behind.put(meant, one));
		if (this.kind != Kind.PAIRS) {
			behind.put(this.mark, (byte) (this.mark ^ this.xor));
		}
		if (this.kind == Kind.XOR) {
			for (byte one : forbidden) {
				behind.put(one, (byte) (one ^ this.xor));
			}
		}
		return behind;
	}

	/** As settings, complete enough to build it again. */
	public Map<String, String> words() {
		Map<String, String> words = new TreeMap<>();
		words.put("escape.byte", hex(this.mark));
		switch (this.kind) {
			case PAIRS -> this.pairs
				.forEach((one, meant) -> words.put("escape.pairs." + hex(one).toLowerCase(Locale.ROOT), hex(meant)));
			case DOUBLE -> words.put("escape.double", "true");
			case XOR -> words.put("escape.xor", hex(this.xor));
		}
		return words;
	}

	private static String hex(byte one) {
		return "%02X".formatted(one);
	}

}
