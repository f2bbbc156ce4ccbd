package io.wirepost.protocol.expression;

/**
 * Binary-coded decimal: two digits in each byte, the first in its higher half. A digit F
 * fills the end up, as where a phone number has an odd number of digits; no other digit
 * may be above 9.
 */
final class BinaryCodedDecimal {

	private static final int FILLER = 0xF;

	private BinaryCodedDecimal() {
	}

	/** Bytes to digits, without the filler. */
	static Object read(Call call) throws EvaluationException {
		Bytes bytes = call.bytes(0);
		call.spend(2L * bytes.size());
		int length = 2 * bytes.size();
		while (length > 0 && digit(bytes, length - 1) == FILLER) {
			length--;
		}
		StringBuilder digits = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			int digit = digit(bytes, i);
			if (digit > 9) {
				throw call.failure("the digit %X in byte %d of %s is none of binary-coded decimal", digit, i / 2,
						call.in().name(bytes));
			}
			digits.append((char) ('0' + digit));
		}
		return digits.toString();
	}

	private static int digit(Bytes bytes, int index) {
		int both = bytes.at(index / 2);
		return (index % 2 == 0) ? both >> 4 : both & 0xF;
	}

	/** Digits to bytes; an even number of them. */
	static Object write(Call call) throws EvaluationException {
		String digits = call.text(0);
		call.spend(digits.length());
		if (digits.length() % 2 != 0 || !digits.chars().allMatch((one) -> one >= '0' && one <= '9')) {
			throw call.failure("bcd takes an even number of digits 0 to 9");
		}
		byte[] bytes = new byte[digits.length() / 2];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) ((digits.charAt(2 * i) - '0') << 4 | digits.charAt(2 * i + 1) - '0');
		}
		return Bytes.owning(bytes);
	}

}
