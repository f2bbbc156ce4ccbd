package io.wirepost.framing.bytes;

import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Bytes behind a frame's end that belong to it. As a setting, a decimal number of one or
 * two digits is how many they are, and anything longer is the bytes themselves as
 * {@link ByteSequence} reads them. Two digits that begin with 0, such as {@code 0D} or
 * {@code 03}, are a byte too; {@code \x10} is the byte that {@code 10} is not.
 *
 * @param bytes the bytes; null if they are not fixed
 * @param length how many they are
 */
public record Trailer(@Nullable ByteSequence bytes, int length) {

	public static final Trailer NONE = new Trailer(null, 0);

	private static final Pattern COUNT = Pattern.compile("[1-9]\\d?");

	/**
	 * Reads a setting.
	 * @throws IllegalArgumentException if it cannot be read, with a sentence
	 */
	public static Trailer parse(String word) {
		if (COUNT.matcher(word).matches()) {
			return new Trailer(null, Integer.parseInt(word));
		}
		if (word.length() == 1) {
			throw new IllegalArgumentException(
					"'%s' is neither a number of bytes from 1 to 99 nor a byte in hex, such as \"0D\"".formatted(word));
		}
		ByteSequence bytes = ByteSequence.parse(word);
		return new Trailer(bytes, bytes.length());
	}

	public boolean isNone() {
		return this.length == 0;
	}

	/** Whether the trailer can be at an index where that many bytes have arrived. */
	public boolean isAt(ByteBuf in, int index) {
		return this.bytes == null || this.bytes.fit(in, index) == Fit.YES;
	}

	/** The fixed bytes; empty if there are none. */
	public byte[] fixed() {
		return (this.bytes != null) ? this.bytes.toByteArray() : new byte[0];
	}

	/** As a setting. */
	@Override
	public String toString() {
		if (this.bytes == null) {
			return "" + this.length;
		}
		String hex = this.bytes.toString();
		return COUNT.matcher(hex).matches() ? "\\x" + hex : hex;
	}

}
