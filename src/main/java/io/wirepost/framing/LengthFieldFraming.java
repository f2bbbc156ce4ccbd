package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.wirepost.framing.bytes.LengthField;
import io.wirepost.framing.bytes.Trailer;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code length-field}: a number at a fixed place of every frame is its size. With
 * {@code strip} the number is removed from inbound frames and added to outbound ones.
 * Without, the payload is the whole frame as on the wire, and {@code max-frame-size}
 * applies to that.
 */
record LengthFieldFraming(LengthField field, boolean strip, Trailer trailer, FrameLimit limit) implements Shape {

	static final String TYPE = "length-field";

	/** Far above any frame, and far below where sums of lengths overflow. */
	private static final long BEYOND = 0xFFFF_FFFFL;

	/**
	 * @param trailer the last bytes of a frame, which the length does not count unless
	 * {@code adjustment} is set
	 */
	static LengthFieldFraming of(Settings settings, Trailer trailer) {
		Options options = settings.bind(Options.class);
		return new LengthFieldFraming(options.field(trailer), options.strip, trailer,
				FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public Scan newScan(int most, boolean alone) {
		return new LengthFieldScan(this);
	}

	@Override
	public boolean strips() {
		return this.strip;
	}

	@Override
	public boolean countsTrailer() {
		return true;
	}

	/** The size on the wire of a frame whose length field has this value. */
	static long sizeOf(long announced, LengthField field) {
		return Math.min(announced, BEYOND) + field.beyondValue();
	}

	/** The number of bytes at the front that are not payload. */
	int strippedFront() {
		return this.strip ? this.field.width() : 0;
	}

	/** The number of bytes at the end that are not payload. */
	int strippedEnd() {
		return this.strip ? this.trailer.fixed().length : 0;
	}

	/** The least size on the wire. */
	int least() {
		return this.field.end() + this.trailer.length();
	}

	/** The largest size on the wire. */
	int largest() {
		return this.limit.bytes() + strippedFront() + strippedEnd();
	}

	String tooShort(long announced) {
		return "The length field says %d, which is invalid: the frame would be smaller than its header, %d bytes"
			.formatted(announced, least());
	}

	String tooLong(long announced) {
		return "The length field says %d, more than max-frame-size, %s".formatted(announced, this.limit.word());
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this);
	}

	@Override
	public byte[] encode(Payload payload) {
		return this.strip ? withField(payload) : checked(payload);
	}

	private byte[] withField(Payload payload) {
		byte[] wire = this.limit.wrap(new byte[this.field.width()], payload,
				this.strip ? this.trailer.fixed() : new byte[0]);
		long value = valueFor(wire);
		if (value > this.field.largest()) {
			throw new PayloadNotFrameableException(
					"The payload has %d bytes, more than a length field of %d bytes can express"
						.formatted(payload.size(), this.field.width()),
					(int) Math.max(0, payload.size() - (value - this.field.largest())));
		}
		this.field.write(value, wire);
		return wire;
	}

	private byte[] checked(Payload payload) {
		byte[] wire = this.limit.copy(payload);
		if (wire.length < this.field.end()) {
			throw new PayloadNotFrameableException(
					"The payload has %d bytes, but has to include the header of %d bytes (strip: false)"
						.formatted(wire.length, this.field.end()),
					wire.length);
		}
		long value = this.field.read(wire);
		long right = valueFor(wire);
		if (value != right) {
			throw new PayloadNotFrameableException(
					"The length field says %s; for this payload of %d bytes it has to be %d"
						.formatted(Long.toUnsignedString(value), wire.length, right),
					this.field.offset());
		}
		return wire;
	}

	private long valueFor(byte[] wire) {
		long value = this.field.valueFor(wire.length);
		if (value < 0) {
			int size = this.strip ? wire.length - this.field.width() : wire.length;
			throw new PayloadNotFrameableException(
					"The payload has %d bytes, fewer than the adjustment requires".formatted(size), size);
		}
		return value;
	}

	@Override
	public Settings settings() {
		return new Settings(Map.of("type", TYPE, "offset", "" + this.field.offset(), "width", "" + this.field.width(),
				"order", this.field.order().word(), "adjustment", "" + this.field.adjustment(), "includes-header",
				"" + this.field.includesHeader(), "strip", "" + this.strip, "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code length-field}.
	 *
	 * @param offset the number of bytes before the length field
	 * @param width the number of bytes of the length field: 1, 2, 3, 4 or 8
	 * @param order its byte order
	 * @param adjustment added to the length to get the number of bytes that follow the
	 * field; may be negative. The size of the trailer by default: the length does not
	 * count it
	 * @param includesHeader whether the length counts from the frame's first byte, rather
	 * than from the end of the field
	 * @param strip whether the length field is removed from the payload; needs offset 0
	 * @param maxFrameSize the largest payload, without the length field if that is
	 * stripped
	 */
	record Options(@DefaultValue("0") int offset, @DefaultValue("2") int width,
			@DefaultValue("big-endian") LengthField.Order order, @Nullable Integer adjustment,
			@DefaultValue("false") boolean includesHeader, @DefaultValue("true") boolean strip,
			@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			int largest = (int) FrameLimit.MAXIMUM.toBytes();
			boolean isKnownWidth = List.of(1, 2, 3, 4, 8).contains(width);
			FrameLimit.check(new Faults(), maxFrameSize)
				.that(offset >= 0 && offset <= largest, "offset", "'%d' is not between 0 and %d", offset, largest)
				.that(isKnownWidth, "width", "'%d' is not one of 1, 2, 3, 4, 8", width)
				.that(adjustment == null || Math.abs((long) adjustment) <= largest, "adjustment",
						"'%d' is not between -%d and %d", adjustment, largest, largest)
				.that(!strip || offset <= 0, "strip",
						"cannot strip the header with an offset of %d, because the bytes before the length would be lost; set strip: false",
						offset)
				.that(strip || !isKnownWidth || (long) offset + width <= maxFrameSize.toBytes(), "max-frame-size",
						"is less than the header of %d bytes, which is part of the payload with strip: false",
						(long) offset + width)
				.throwIfAny();
		}

		private LengthField field(Trailer trailer) {
			return new LengthField(this.offset, this.width, this.order,
					(this.adjustment != null) ? this.adjustment : trailer.length(), this.includesHeader);
		}

	}

	private static final class Decoder extends StreamDecoder {

		private final LengthFieldFraming framing;

		private final LengthField field;

		/** The number of bytes at the front that are not payload. */
		private final int stripped;

		Decoder(LengthFieldFraming framing) {
			super(framing.limit);
			this.framing = framing;
			this.field = framing.field;
			this.stripped = framing.strippedFront();
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			if (in.readableBytes() < this.field.end()) {
				return;
			}
			long announced = this.field.read(in, in.readerIndex() + this.field.offset());
			long size = sizeOf(announced, this.field);
			if (announced < 0 || size < this.field.end()) {
				out.add(lose(Reason.BAD_LENGTH, this.framing.tooShort(announced), in));
			}
			else if (size > limit().bytes() + this.stripped) {
				out.add(lose(Reason.TOO_LARGE, this.framing.tooLong(announced), in));
			}
			else if (in.readableBytes() >= size) {
				out.add(in.skipBytes(this.stripped).readRetainedSlice((int) size - this.stripped));
			}
		}

	}

}
