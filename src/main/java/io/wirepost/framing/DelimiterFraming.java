package io.wirepost.framing;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * {@code delimiter}: the same few bytes end every frame. Two in a row are a frame of size
 * 0.
 */
record DelimiterFraming(ByteSequence delimiter, FrameLimit limit) implements Framing {

	static final String TYPE = "delimiter";

	static DelimiterFraming of(Settings settings) {
		Words words = settings.bind(Words.class);
		return new DelimiterFraming(ByteSequence.parse(Objects.requireNonNull(words.delimiter)),
				FrameLimit.of(words.maxFrameSize));
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.delimiter, this.limit);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.wrap(new byte[0], payload, this.delimiter.toByteArray());
		int end = this.delimiter.indexIn(Unpooled.wrappedBuffer(wire), 0);
		if (end < payload.size()) {
			throw new PayloadNotFrameableException(
					"The delimiter %s would end the frame here: send what is between delimiters, one frame at a time"
						.formatted(this.delimiter),
					end);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(
				Map.of("type", TYPE, "delimiter", this.delimiter.toString(), "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code delimiter}.
	 *
	 * @param delimiter the bytes that end a frame, as {@link ByteSequence} reads them
	 * @param maxFrameSize the most bytes of a frame, the delimiter not counted
	 */
	record Words(@Nullable String delimiter, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Words {
			new Rules().bytes("delimiter", delimiter, "the bytes that end a frame").maxFrameSize(maxFrameSize).check();
		}

	}

	/**
	 * Netty's DelimiterBasedFrameDecoder would search a frame from its beginning with
	 * every read, which a peer that sends byte by byte could make expensive, and counts
	 * the half of a delimiter as payload.
	 */
	private static final class Decoder extends ByteToMessageDecoder implements FrameDecoder {

		private final StreamPosition position = new StreamPosition();

		private final ByteSequence delimiter;

		private final FrameLimit limit;

		private final ClosingSearch search;

		Decoder(ByteSequence delimiter, FrameLimit limit) {
			this.delimiter = delimiter;
			this.limit = limit;
			setDiscardAfterReads(DISCARD_AFTER_READS);
			this.search = new ClosingSearch(delimiter, limit);
		}

		@Override
		protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
			if (this.position.swallows(in)) {
				return;
			}
			int size = this.search.sizeFrom(in, in.readerIndex());
			if (size == ClosingSearch.TOO_LARGE) {
				out.add(this.position.tooLarge(in, this.limit));
			}
			else if (size != ClosingSearch.OPEN) {
				out.add(in.readRetainedSlice(size));
				in.skipBytes(this.delimiter.length());
				this.position.advance(size + this.delimiter.length());
			}
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
