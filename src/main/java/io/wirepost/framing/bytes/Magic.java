package io.wirepost.framing.bytes;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;

/**
 * The first bytes of a frame on the wire, some of which may have any value. As a setting
 * it is hex with {@code ??} for any byte, such as {@code ????0000}. Equal to another with
 * the same bytes.
 */
public final class Magic {

	/** Fits whatever begins a frame. */
	public static final Magic ANY = new Magic(new int[0]);

	private static final int LONGEST = 32;

	private static final Pattern WORD = Pattern.compile("(?:0[xX])?((?:(?:\\p{XDigit}{2}|\\?\\?) ?)++)");

	private static final int ANY_BYTE = -1;

	/** From 0 to 255, or {@link #ANY_BYTE}. */
	private final int[] bytes;

	private Magic(int[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Reads a setting.
	 * @throws IllegalArgumentException if it cannot be read, with a sentence
	 */
	public static Magic parse(String word) {
		Matcher matcher = WORD.matcher(word);
		if (word.length() > 4 * LONGEST || !matcher.matches()) {
			throw new IllegalArgumentException(
					"'%s' is not hex; write two hex digits for each of at most %d bytes, or ?? for any byte, such as ????0000"
						.formatted(word, LONGEST));
		}
		String digits = matcher.group(1).replace(" ", "");
		int[] bytes = new int[digits.length() / 2];
		for (int i = 0; i < bytes.length; i++) {
			String one = digits.substring(2 * i, 2 * i + 2);
			bytes[i] = one.equals("??") ? ANY_BYTE : Integer.parseInt(one, 16);
		}
		return new Magic(bytes);
	}

	public static Magic of(ByteSequence sequence) {
		byte[] all = sequence.toByteArray();
		int[] bytes = new int[all.length];
		Arrays.setAll(bytes, (i) -> all[i] & 0xFF);
		return new Magic(bytes);
	}

	public boolean isAny() {
		return this.bytes.length == 0;
	}

	public Fit fit(ByteBuf in, int index) {
		int length = Math.min(this.bytes.length, in.writerIndex() - index);
		for (int i = 0; i < length; i++) {
			if (!isAt(i, in.getByte(index + i))) {
				return Fit.NO;
			}
		}
		return (length == this.bytes.length) ? Fit.YES : Fit.MAYBE;
	}

	/** The index of the first byte that does not fit; -1 if all do. */
	public int mismatch(byte[] frame) {
		for (int i = 0; i < this.bytes.length; i++) {
			if (i == frame.length || !isAt(i, frame[i])) {
				return i;
			}
		}
		return -1;
	}

	private boolean isAt(int place, byte value) {
		return this.bytes[place] == ANY_BYTE || this.bytes[place] == (value & 0xFF);
	}

	/** Whether this fits all that another fits. */
	public boolean covers(Magic other) {
		for (int i = 0; i < this.bytes.length; i++) {
			if (this.bytes[i] != ANY_BYTE && (i >= other.bytes.length || this.bytes[i] != other.bytes[i])) {
				return false;
			}
		}
		return true;
	}

	/** What both fit, as far as one can tell from the longer one. */
	public Magic and(Magic other) {
		int[] both = Arrays.copyOf(this.bytes, Math.max(this.bytes.length, other.bytes.length));
		for (int i = 0; i < both.length; i++) {
			boolean isFree = i >= this.bytes.length || this.bytes[i] == ANY_BYTE;
			both[i] = isFree ? ((i < other.bytes.length) ? other.bytes[i] : ANY_BYTE) : this.bytes[i];
		}
		return new Magic(both);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Magic magic && Arrays.equals(this.bytes, magic.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/** As a setting. */
	@Override
	public String toString() {
		StringBuilder word = new StringBuilder();
		for (int one : this.bytes) {
			word.append((one == ANY_BYTE) ? "??" : "%02X".formatted(one));
		}
		return word.toString();
	}

}
