package io.wirepost.framing;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.wirepost.framing.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * {@code length-field}: a number at the same place of every frame tells its size. With
 * {@code strip} the number comes off on the way in and is put on on the way out; without,
 * the payload is the whole frame as it is on the wire, and {@code max-frame-size} is
 * about that.
 */
record LengthFieldFraming(LengthField field, boolean strip, FrameLimit limit) implements Framing {

	static final String TYPE = "length-field";

	static LengthFieldFraming of(Settings settings) {
		Words words = settings.bind(Words.class);
		return new LengthFieldFraming(words.field(), words.strip, FrameLimit.of(words.maxFrameSize));
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
			throw new PayloadNotFrameableException("The payload has %d bytes, more than a length field of %d can tell"
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
					"The payload has %d bytes, but has to bring its header of %d (strip: false)".formatted(wire.length,
							this.field.end()),
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
					"The payload has %d bytes, fewer than the adjustment takes for granted".formatted(size), size);
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
	 * @param offset how many bytes of a frame come before the length field
	 * @param width the bytes of the length field: 1, 2, 3, 4 or 8
	 * @param order which of its bytes comes first
	 * @param adjustment what to add to the length to have the bytes that follow the
	 * field; may be negative
	 * @param includesHeader whether the length counts from the frame's first byte, rather
	 * than from the end of the field
	 * @param strip whether the payload is without the length field; needs offset 0
	 * @param maxFrameSize the most bytes of a payload as the caller sees it: without the
	 * length field if that is stripped
	 */
	record Words(@DefaultValue("0") int offset, @DefaultValue("2") int width,
			@DefaultValue("big-endian") LengthField.Order order, @DefaultValue("0") int adjustment,
			@DefaultValue("false") boolean includesHeader, @DefaultValue("true") boolean strip,
			@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Words {
			int largest = (int) FrameLimit.MAXIMUM.toBytes();
			boolean isKnownWidth = List.of(1, 2, 3, 4, 8).contains(width);
			new Rules().maxFrameSize(maxFrameSize)
				.that(offset >= 0 && offset <= largest, "offset", "'%d' is not between 0 and %d", offset, largest)
				.that(isKnownWidth, "width", "'%d' is not one of 1, 2, 3, 4, 8", width)
				.that(Math.abs((long) adjustment) <= largest, "adjustment", "'%d' is not between -%d and %d",
						adjustment, largest, largest)
				.that(!strip || offset <= 0, "strip",
						"cannot take the header off with an offset of %d, as what comes before the length would be lost: set strip: false",
						offset)
				.that(strip || !isKnownWidth || (long) offset + width <= maxFrameSize.toBytes(), "max-frame-size",
						"has no room for the header of %d bytes, which is a part of the frame with strip: false",
						(long) offset + width)
				.check();
		}

		private LengthField field() {
			return new LengthField(this.offset, this.width, this.order, this.adjustment, this.includesHeader);
		}

	}

	private static final class Decoder extends LengthFieldBasedFrameDecoder implements FrameDecoder {

		private final StreamPosition position = new StreamPosition();

		private final LengthFieldFraming framing;

		private long announced;

		Decoder(LengthFieldFraming framing) {
			super(ByteOrder.BIG_ENDIAN, framing.limit.bytes() + (framing.strip ? framing.field.width() : 0),
					framing.field.offset(), framing.field.width(), framing.field.beyondValue() - framing.field.end(),
					framing.strip ? framing.field.width() : 0, true);
			this.framing = framing;
			setDiscardAfterReads(DISCARD_AFTER_READS);
		}

		@Override
		protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
			if (this.position.swallows(in)) {
				return null;
			}
			int begin = in.readerIndex();
			try {
				Object frame = super.decode(ctx, in);
				this.position.advance(in.readerIndex() - begin);
				return frame;
			}
			catch (TooLongFrameException ex) {
				return reject(Reason.TOO_LARGE, "more than max-frame-size, %s".formatted(this.framing.limit.word()),
						in.readerIndex(begin));
			}
			catch (CorruptedFrameException ex) {
				return reject(Reason.BAD_LENGTH, "which cannot be: the frame would be smaller than its header, %d bytes"
					.formatted(this.framing.field.end()), in.readerIndex(begin));
			}
		}

		private Rejection reject(Reason reason, String rule, ByteBuf in) {
			return this.position.lose(reason, "The length field says %d, %s".formatted(this.announced, rule), in);
		}

		@Override
		protected long getUnadjustedFrameLength(ByteBuf in, int index, int width, ByteOrder order) {
			this.announced = this.framing.field.read(in, index);
			// Netty adds to it: near the end of a long that would come out negative.
			return Math.min(this.announced, 0xFFFF_FFFFL);
		}

		@Override
		protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
			this.position.end(in, out);
		}

		@Override
		public int pendingBytes() {
			return actualReadableBytes();
		}

	}

}
