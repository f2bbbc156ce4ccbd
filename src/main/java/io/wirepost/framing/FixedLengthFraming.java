package io.wirepost.framing;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/** {@code fixed-length}: every frame has the same size. */
record FixedLengthFraming(int length, FrameLimit limit) implements Framing {

	static final String TYPE = "fixed-length";

	static FixedLengthFraming of(Settings settings) {
		Words words = settings.bind(Words.class);
		return new FixedLengthFraming((int) Objects.requireNonNull(words.length).toBytes(),
				FrameLimit.of(words.maxFrameSize));
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.length);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.copy(payload);
		if (wire.length != this.length) {
			throw new PayloadNotFrameableException(
					"The payload has %d bytes; every frame here has %d (length)".formatted(wire.length, this.length),
					Math.min(wire.length, this.length));
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(
				Map.of("type", TYPE, "length", FrameLimit.word(this.length), "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code fixed-length}.
	 *
	 * @param length the size of every frame
	 * @param maxFrameSize the most that {@code length} may be
	 */
	record Words(@Nullable DataSize length, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Words {
			new Rules().maxFrameSize(maxFrameSize)
				.that(length != null, "length", "has to be set: the size of every frame, such as 24 or 1KB")
				.that(length == null || length.toBytes() >= 1, "length", "'%s' is below 1B", length)
				.that(length == null || length.compareTo(maxFrameSize) <= 0, "length",
						"'%s' is above max-frame-size, %s: set that too", length,
						FrameLimit.word(maxFrameSize.toBytes()))
				.check();
		}

	}

	private static final class Decoder extends FixedLengthFrameDecoder implements FrameDecoder {

		private final StreamPosition position = new StreamPosition();

		Decoder(int length) {
			super(length);
			setDiscardAfterReads(DISCARD_AFTER_READS);
		}

		@Override
		protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
			int begin = in.readerIndex();
			Object frame = super.decode(ctx, in);
			this.position.advance(in.readerIndex() - begin);
			return frame;
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
