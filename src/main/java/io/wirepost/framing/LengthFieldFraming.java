package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.wirepost.framing.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code length-field}: a number at a fixed place of every frame is its size. With
 * {@code strip} the number is removed from inbound frames and added to outbound ones.
 * Without, the payload is the whole frame as on the wire, and {@code max-frame-size}
 * applies to that.
 */
record LengthFieldFraming(LengthField field, boolean strip, FrameLimit limit) implements Framing {

	static final String TYPE = "length-field";

	static LengthFieldFraming of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new LengthFieldFraming(options.field(), options.strip, FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
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
		byte[] wire = this.limit.wrap(new byte[this.field.width()], payload, new byte[0]);
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
	 * field; may be negative
	 * @param includesHeader whether the length counts from the frame's first byte, rather
	 * than from the end of the field
	 * @param strip whether the length field is removed from the payload; needs offset 0
	 * @param maxFrameSize the largest payload, without the length field if that is
	 * stripped
	 */
	record Options(@DefaultValue("0") int offset, @DefaultValue("2") int width,
			@DefaultValue("big-endian") LengthField.Order order, @DefaultValue("0") int adjustment,
			@DefaultValue("false") boolean includesHeader, @DefaultValue("true") boolean strip,
			@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			int largest = (int) FrameLimit.MAXIMUM.toBytes();
			boolean isKnownWidth = List.of(1, 2, 3, 4, 8).contains(width);
			FrameLimit.check(new Faults(), maxFrameSize)
				.that(offset >= 0 && offset <= largest, "offset", "'%d' is not between 0 and %d", offset, largest)
				.that(isKnownWidth, "width", "'%d' is not one of 1, 2, 3, 4, 8", width)
				.that(Math.abs((long) adjustment) <= largest, "adjustment", "'%d' is not between -%d and %d",
						adjustment, largest, largest)
				.that(!strip || offset <= 0, "strip",
						"cannot strip the header with an offset of %d, because the bytes before the length would be lost; set strip: false",
						offset)
				.that(strip || !isKnownWidth || (long) offset + width <= maxFrameSize.toBytes(), "max-frame-size",
						"is less than the header of %d bytes, which is part of the payload with strip: false",
						(long) offset + width)
				.throwIfAny();
		}

		private LengthField field() {
			return new LengthField(this.offset, this.width, this.order, this.adjustment, this.includesHeader);
		}

	}

	private static final class Decoder extends StreamDecoder {

		/** Far above any frame, and far below where sums of lengths overflow. */
		private static final long BEYOND = 0xFFFF_FFFFL;

		private final LengthField field;

		/** The number of bytes at the front that are not payload. */
		private final int stripped;

		Decoder(LengthFieldFraming framing) {
			super(framing.limit);
			this.field = framing.field;
			this.stripped = framing.strip ? framing.field.width() : 0;
		}

		@Override
		void decodeFrame(ByteBuf in, List<Object> out) {
			if (in.readableBytes() < this.field.end()) {
				return;
			}
			long announced = this.field.read(in, in.readerIndex() + this.field.offset());
			long size = Math.min(announced, BEYOND) + this.field.beyondValue();
			if (announced < 0 || size < this.field.end()) {
				out.add(lose(Reason.BAD_LENGTH, announced,
						"which is invalid: the frame would be smaller than its header, %d bytes"
							.formatted(this.field.end()),
						in));
			}
			else if (size > limit().bytes() + this.stripped) {
				out.add(lose(Reason.TOO_LARGE, announced, "more than max-frame-size, %s".formatted(limit().word()),
						in));
			}
			else if (in.readableBytes() >= size) {
				out.add(in.skipBytes(this.stripped).readRetainedSlice((int) size - this.stripped));
			}
		}

		private Rejection lose(Reason reason, long announced, String rule, ByteBuf in) {
			return lose(reason, "The length field says %d, %s".formatted(announced, rule), in);
		}

	}

}
