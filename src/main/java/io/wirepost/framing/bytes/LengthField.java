package io.wirepost.framing.bytes;

import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where the length is in a frame, and what it counts.
 *
 * @param offset the number of bytes before it
 * @param width its number of bytes: 1, 2, 3, 4 or 8
 * @param order its byte order
 * @param adjustment added to its value
 * @param includesHeader whether it counts from the frame's first byte, rather than from
 * its own end
 */
public record LengthField(int offset, int width, Order order, int adjustment, boolean includesHeader) {

	/** The bytes of the header: the length and what comes before it. */
	public int end() {
		return this.offset + this.width;
	}

	/** The size of a frame on the wire minus the value of its length field. */
	public int beyondValue() {
		return this.adjustment + (this.includesHeader ? 0 : end());
	}

	/**
	 * The value of the length field for a frame of this size on the wire. Can be
	 * negative.
	 */
	public long valueFor(int wireSize) {
		return wireSize - (long) beyondValue();
	}

	/** The largest value of the field. */
	public long largest() {
		return (this.width == 8) ? Long.MAX_VALUE : (1L << (8 * this.width)) - 1;
	}

	/**
	 * Reads a length at an index, which is the frame's first plus the offset. Negative if
	 * it has 8 bytes and is above {@link #largest()}.
	 */
	public long read(ByteBuf in, int index) {
		long value = 0;
		for (int i = 0; i < this.width; i++) {
			value = (value << 8) | in.getUnsignedByte(index + this.order.place(i, this.width));
		}
		return value;
	}

	public long read(byte[] frame) {
		return read(Unpooled.wrappedBuffer(frame), this.offset);
	}

	public void write(long value, byte[] frame) {
		for (int i = 0; i < this.width; i++) {
			frame[this.offset + this.order.place(i, this.width)] = (byte) (value >>> (8 * (this.width - 1 - i)));
		}
	}

	/** A byte order. */
	public enum Order {

		BIG_ENDIAN, LITTLE_ENDIAN;

		/** The place of the byte that is the {@code rank}th most significant. */
		private int place(int rank, int width) {
			return (this == BIG_ENDIAN) ? rank : width - 1 - rank;
		}

		public String word() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
