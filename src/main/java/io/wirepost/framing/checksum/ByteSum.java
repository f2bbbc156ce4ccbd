package io.wirepost.framing.checksum;

/** Checksums that are sums of bytes, of whichever kind. */
enum ByteSum implements ChecksumAlgorithm {

	/** Exclusive or of all bytes. */
	XOR_8(8) {
		@Override
		public long compute(byte[] bytes, int from, int to) {
			int xor = 0;
			for (int i = from; i < to; i++) {
				xor ^= bytes[i];
			}
			return xor & 0xFF;
		}
	},

	/** The lowest byte of the sum. */
	SUM_8(8) {
		@Override
		public long compute(byte[] bytes, int from, int to) {
			return sum(bytes, from, to) & 0xFF;
		}
	},

	/** The lowest two bytes of the sum. */
	SUM_16(16) {
		@Override
		public long compute(byte[] bytes, int from, int to) {
			return sum(bytes, from, to) & 0xFFFF;
		}
	},

	/** What is missing from the sum to a multiple of 256, as in Modbus ASCII. */
	LRC(8) {
		@Override
		public long compute(byte[] bytes, int from, int to) {
			return -sum(bytes, from, to) & 0xFF;
		}
	},

	/** Fletcher's checksum with two sums modulo 255; the second is the higher byte. */
	FLETCHER_16(16) {
		@Override
		public long compute(byte[] bytes, int from, int to) {
			return sums(bytes, from, to, 0, 255, 8);
		}
	},

	/** As in RFC 1950. */
	ADLER_32(32) {
		@Override
		public long compute(byte[] bytes, int from, int to) {
			return sums(bytes, from, to, 1, 65_521, 16);
		}
	};

	private final int width;

	ByteSum(int width) {
		this.width = width;
	}

	private static long sum(byte[] bytes, int from, int to) {
		long sum = 0;
		for (int i = from; i < to; i++) {
			sum += bytes[i] & 0xFF;
		}
		return sum;
	}

	private static long sums(byte[] bytes, int from, int to, int first, int modulus, int shift) {
		int one = first;
		int other = 0;
		for (int i = from; i < to; i++) {
			one = (one + (bytes[i] & 0xFF)) % modulus;
			other = (other + one) % modulus;
		}
		return ((long) other << shift) | one;
	}

	@Override
	public int width() {
		return this.width;
	}

}
