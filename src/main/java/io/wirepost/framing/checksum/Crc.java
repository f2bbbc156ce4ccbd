package io.wirepost.framing.checksum;

/**
 * A cyclic redundancy check by the parameters of the reveng catalogue, computed with a
 * table, one step for each byte.
 */
final class Crc implements ChecksumAlgorithm {

	private final int width;

	private final boolean reflected;

	private final long initial;

	private final long finalXor;

	private final long[] table = new long[256];

	/**
	 * @param width the number of bits
	 * @param polynomial without its highest term
	 * @param initial the register before the first byte
	 * @param reflected whether the lowest bit of each byte comes first
	 * @param finalXor what the register is combined with at the end
	 */
	Crc(int width, long polynomial, long initial, boolean reflected, long finalXor) {
		this.width = width;
		this.reflected = reflected;
		this.initial = reflected ? reflect(initial, width) : initial;
		this.finalXor = finalXor;
		long divisor = reflected ? reflect(polynomial, width) : polynomial;
		for (int i = 0; i < this.table.length; i++) {
			this.table[i] = reflected ? reflectedEntry(i, divisor) : entry(i, divisor);
		}
	}

	private static long reflect(long value, int width) {
		return Long.reverse(value) >>> (Long.SIZE - width);
	}

	private static long reflectedEntry(int index, long divisor) {
		long register = index;
		for (int bit = 0; bit < 8; bit++) {
			register = (register >>> 1) ^ (((register & 1) != 0) ? divisor : 0);
		}
		return register;
	}

	private long entry(int index, long divisor) {
		long register = (long) index << (this.width - 8);
		for (int bit = 0; bit < 8; bit++) {
			boolean highest = (register >>> (this.width - 1) & 1) != 0;
			register = ((register << 1) ^ (highest ? divisor : 0)) & mask();
		}
		return register;
	}

	private long mask() {
		return (1L << this.width) - 1;
	}

	@Override
	public int width() {
		return this.width;
	}

	@Override
	public long compute(byte[] bytes, int from, int to) {
		long register = this.initial;
		for (int i = from; i < to; i++) {
			register = this.reflected ? (register >>> 8) ^ this.table[(int) (register ^ bytes[i]) & 0xFF]
					: ((register << 8) & mask()) ^ this.table[(int) (register >>> (this.width - 8) ^ bytes[i]) & 0xFF];
		}
		return register ^ this.finalXor;
	}

}
