package io.wirepost.framing.bytes;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.wirepost.settings.Faults;
import org.jspecify.annotations.Nullable;

/**
 * A few fixed bytes on the wire, such as a delimiter.
 * <p>
 * As a setting, pairs of hex digits are hex ({@code 0D0A}, {@code 0x0D0A} or
 * {@code 0D 0A}); anything else is ASCII text with the escapes {@code \r \n \t \0 \\} and
 * {@code \xHH}. An escape marks text that would look like hex: {@code \x41BCD} is
 * {@code ABCD}.
 */
public final class ByteSequence {

	private static final int LONGEST = 32;

	private static final Pattern HEX = Pattern.compile("(?:0[xX])?(\\p{XDigit}{2}(?: ?\\p{XDigit}{2})*+)");

	private static final Pattern HALF_HEX = Pattern.compile("(?:0[xX])?\\p{XDigit}++");

	private static final Pattern TEXT = Pattern
		.compile("\\\\x(\\p{XDigit}{2})|\\\\([rnt0\\\\])|([\\x00-\\x7F&&[^\\\\]])");

	private final byte[] bytes;

	private ByteSequence(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Reads a setting.
	 * @throws IllegalArgumentException if it is neither hex nor text, with a sentence
	 */
	public static ByteSequence parse(String word) {
		if (word.length() > 4 * LONGEST) {
			throw new IllegalArgumentException(
					"has %d characters; give it 1 to %d bytes".formatted(word.length(), LONGEST));
		}
		Matcher hex = HEX.matcher(word);
		byte[] bytes = hex.matches() ? HexFormat.of().parseHex(hex.group(1).replace(" ", "")) : text(word);
		if (bytes.length == 0 || bytes.length > LONGEST) {
			throw new IllegalArgumentException("has %d bytes; give it 1 to %d".formatted(bytes.length, LONGEST));
		}
		return new ByteSequence(bytes);
	}

	/** Adds a fault if a required setting is missing or cannot be read. */
	public static Faults check(Faults faults, String property, @Nullable String word, String meaning) {
		if (word == null) {
			return faults.that(false, property,
					"has to be set: %s, in hex or as text with escapes, such as \"0D0A\" or \"\\r\\n\"", meaning);
		}
		try {
			parse(word);
			return faults;
		}
		catch (IllegalArgumentException ex) {
			return faults.that(false, property, "%s", ex.getMessage());
		}
	}

	private static byte[] text(String word) {
		if (HALF_HEX.matcher(word).matches()) {
			// YAML reads an unquoted 02 as the number 2; guessing could give the wrong
			// byte.
			throw new IllegalArgumentException(
					"'%s' is half a byte in hex; write two digits for each byte, in quotes (\"02\"), or \\x%02X for the character"
						.formatted(word, (int) word.charAt(0)));
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Matcher text = TEXT.matcher(word);
		int end = 0;
		while (text.find() && text.start() == end) {
			end = text.end();
			bytes.write(oneByte(text));
		}
		if (end < word.length()) {
			throw new IllegalArgumentException(
					"'%s' cannot be read from '%s' on; write hex, or ASCII text with \\r \\n \\t \\0 \\\\ or \\xHH"
						.formatted(word, word.substring(end)));
		}
		return bytes.toByteArray();
	}

	private static int oneByte(Matcher text) {
		if (text.group(1) != null) {
			return HexFormat.fromHexDigits(text.group(1));
		}
		if (text.group(2) != null) {
			return "\r\n\t\0\\".charAt("rnt0\\".indexOf(text.group(2)));
		}
		return text.group(3).charAt(0);
	}

	public int length() {
		return this.bytes.length;
	}

	public byte[] toByteArray() {
		return this.bytes.clone();
	}

	/**
	 * The first index of the sequence in a buffer.
	 * @param from the index to search from
	 * @return an absolute index, or -1
	 */
	public int indexIn(ByteBuf in, int from) {
		int last = in.writerIndex() - this.bytes.length;
		int index = from;
		while (index <= last) {
			index = in.indexOf(index, last + 1, this.bytes[0]);
			if (index < 0 || isAt(in, index, this.bytes.length)) {
				return index;
			}
			index++;
		}
		return -1;
	}

	/**
	 * The index where the sequence may begin at the buffer's end, with bytes still to
	 * come.
	 * @param from the index that it cannot begin before
	 * @return an absolute index; the writer index if it has not begun
	 */
	public int begunIn(ByteBuf in, int from) {
		int end = in.writerIndex();
		int index = Math.max(from, end - this.bytes.length + 1);
		while (index < end && !isAt(in, index, end - index)) {
			index++;
		}
		return index;
	}

	/** Whether the sequence is at an index, as far as bytes have arrived there. */
	public Fit fit(ByteBuf in, int index) {
		int length = Math.min(this.bytes.length, in.writerIndex() - index);
		return !isAt(in, index, length) ? Fit.NO : (length == this.bytes.length) ? Fit.YES : Fit.MAYBE;
	}

	public byte first() {
		return this.bytes[0];
	}

	private boolean isAt(ByteBuf in, int index, int length) {
		for (int i = 0; i < length; i++) {
			if (in.getByte(index + i) != this.bytes[i]) {
				return false;
			}
		}
		return true;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ByteSequence sequence && Arrays.equals(this.bytes, sequence.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/** The bytes in hex, as a setting. */
	@Override
	public String toString() {
		return HexFormat.of().withUpperCase().formatHex(this.bytes);
	}

}
