package io.wirepost.framing;

import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where a frame has its length, and what that counts.
 *
 * @param offset the bytes before it
 * @param width its own bytes: 1, 2, 3, 4 or 8
 * @param order which of them comes first
 * @param adjustment what to add to it
 * @param includesHeader whether it counts from the frame's first byte, rather than from
 * its own end
 */
record LengthField(int offset, int width, Order order, int adjustment, boolean includesHeader) {

	/** The bytes of the header: the length and what comes before it. */
	int end() {
		return this.offset + this.width;
	}

	/** How many bytes a frame has on the wire beyond what the length says. */
	int beyondValue() {
		return this.adjustment + (this.includesHeader ? 0 : end());
	}

	/** The length of a frame of this many bytes on the wire. Can be negative. */
	long valueFor(int wireSize) {
		return wireSize - (long) beyondValue();
	}

	/** The largest length. */
	long largest() {
		return (this.width == 8) ? Long.MAX_VALUE : (1L << (8 * this.width)) - 1;
	}

	/**
	 * Reads a length at an index: where the frame begins, plus the offset. Negative if it
	 * has 8 bytes and is above {@link #largest()}.
	 */
	long read(ByteBuf in, int index) {
		long value = 0;
		for (int i = 0; i < this.width; i++) {
			value = (value << 8) | in.getUnsignedByte(index + this.order.place(i, this.width));
		}
		return value;
	}

	long read(byte[] frame) {
		return read(Unpooled.wrappedBuffer(frame), this.offset);
	}

	void write(long value, byte[] frame) {
		for (int i = 0; i < this.width; i++) {
			frame[this.offset + this.order.place(i, this.width)] = (byte) (value >>> (8 * (this.width - 1 - i)));
		}
	}

	/** Which byte of a number comes first. */
	enum Order {

		BIG_ENDIAN, LITTLE_ENDIAN;

		/** Where the byte is that counts for more than all but {@code rank} others. */
		private int place(int rank, int width) {
			return (this == BIG_ENDIAN) ? rank : width - 1 - rank;
		}

		String word() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
