package io.wirepost.framing;

import java.util.Optional;

/** Stands in for the real one until that is merged. */
public enum ChecksumAlgorithm {

	/** CRC-16/X-25. */
	X_25("crc-16/x-25", 0x8408, 0xFFFF, 0xFFFF),
	/** CRC-16/ARC. */
	ARC("crc-16/arc", 0xA001, 0, 0);

	private final String word;

	private final int polynomial;

	private final int initial;

	private final int xorOut;

	ChecksumAlgorithm(String word, int polynomial, int initial, int xorOut) {
		this.word = word;
		this.polynomial = polynomial;
		this.initial = initial;
		this.xorOut = xorOut;
	}

	public static Optional<ChecksumAlgorithm> named(String name) {
		for (ChecksumAlgorithm one : values()) {
			if (one.word.equals(name)) {
				return Optional.of(one);
			}
		}
		return Optional.empty();
	}

	public long compute(byte[] bytes, int from, int to) {
		int crc = this.initial;
		for (int i = from; i < to; i++) {
			crc ^= Byte.toUnsignedInt(bytes[i]);
			for (int bit = 0; bit < 8; bit++) {
				crc = ((crc & 1) != 0) ? (crc >>> 1) ^ this.polynomial : crc >>> 1;
			}
		}
		return crc ^ this.xorOut;
	}

}
