package io.wirepost.framing.bytes;

import java.util.Arrays;
import java.util.Locale;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A length written in digits.
 *
 * @param offset the number of bytes before it
 * @param width its number of digits; 0 if {@code until} ends it
 * @param until the bytes behind its last digit; null if it has a width
 * @param radix 10 or 16
 */
public record DigitField(int offset, int width, @Nullable ByteSequence until, int radix) {

	/** More than a frame can have. */
	private static final int MOST_DIGITS = 9;

	/** What has arrived is no number. */
	public static final int WRONG = -2;

	/** More digits have to arrive. */
	public static final int OPEN = -1;

	/**
	 * The number of bytes of the header of the frame at an index, or {@link #OPEN} or
	 * {@link #WRONG}.
	 */
	public int end(ByteBuf in, int begin) {
		int first = begin + this.offset;
		int most = (this.width > 0) ? this.width : MOST_DIGITS;
		int digits = 0;
		while (first + digits < in.writerIndex() && digits < most && digit(in.getByte(first + digits)) >= 0) {
			digits++;
		}
		if (digits == most && this.until == null) {
			return this.offset + this.width;
		}
		if (first + digits >= in.writerIndex()) {
			return OPEN;
		}
		Fit fit = (this.until == null || digits == 0) ? Fit.NO : this.until.fit(in, first + digits);
		return switch (fit) {
			case NO -> WRONG;
			case MAYBE -> OPEN;
			case YES -> this.offset + digits + untilLength();
		};
	}

	/** The length in a header of so many bytes. */
	public long read(ByteBuf in, int begin, int end) {
		long value = 0;
		for (int i = begin + this.offset; i < begin + end - untilLength(); i++) {
			value = this.radix * value + digit(in.getByte(i));
		}
		return value;
	}

	/**
	 * A header without what is before the length; null if the length has too many digits.
	 */
	public byte @Nullable [] write(long value) {
		String digits = Long.toString(value, this.radix).toUpperCase(Locale.ROOT);
		if (digits.length() > ((this.width > 0) ? this.width : MOST_DIGITS)) {
			return null;
		}
		byte[] padded = ("0".repeat(Math.max(0, this.width - digits.length())) + digits).getBytes(US_ASCII);
		byte[] end = (this.until != null) ? this.until.toByteArray() : new byte[0];
		byte[] field = Arrays.copyOf(padded, padded.length + end.length);
		System.arraycopy(end, 0, field, padded.length, end.length);
		return field;
	}

	public int untilLength() {
		return (this.until != null) ? this.until.length() : 0;
	}

	private int digit(byte value) {
		return (value > 0) ? Character.digit((char) value, this.radix) : -1;
	}

}
