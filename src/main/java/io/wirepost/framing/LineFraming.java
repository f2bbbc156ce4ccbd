package io.wirepost.framing;

import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LineBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.wirepost.message.Payload;
import io.wirepost.settings.Settings;

/**
 * {@code line}: LF ends a frame, and one CR before it is dropped. An empty line is a
 * frame of size 0.
 */
record LineFraming(LineEnd send, FrameLimit limit) implements Framing {

	static final String TYPE = "line";

	static LineFraming of(Settings settings) {
		Words words = settings.bind(Words.class);
		return new LineFraming(words.send, FrameLimit.of(words.maxFrameSize));
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
	}

	@Override
	public FrameDecoder newDecoder() {
		return new Decoder(this.limit);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.wrap(new byte[0], payload, this.send.bytes);
		int size = payload.size();
		for (int i = 0; i < size; i++) {
			if (wire[i] == '\n') {
				throw new PayloadNotFrameableException("A line feed would end the line: send one line at a time", i);
			}
		}
		if (this.send == LineEnd.LF && size > 0 && wire[size - 1] == '\r') {
			throw new PayloadNotFrameableException(
					"A carriage return at the end would be taken for a part of the line's end: leave it away, or set send: CRLF",
					size - 1);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(Map.of("type", TYPE, "send", this.send.name(), "max-frame-size", this.limit.word()));
	}

	/** What is sent after each line. */
	enum LineEnd {

		LF("\n"), CRLF("\r\n");

		private final byte[] bytes;

		LineEnd(String bytes) {
			this.bytes = new byte[bytes.length()];
			for (int i = 0; i < bytes.length(); i++) {
				this.bytes[i] = (byte) bytes.charAt(i);
			}
		}

	}

	/**
	 * The settings of {@code line}.
	 *
	 * @param send what is sent after each line; both are understood on the way in
	 * @param maxFrameSize the most bytes of a line, its end not counted
	 */
	record Words(@DefaultValue("LF") LineEnd send, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Words {
			new Rules().maxFrameSize(maxFrameSize).check();
		}

	}

	private static final class Decoder extends LineBasedFrameDecoder implements FrameDecoder {

		private final StreamPosition position = new StreamPosition();

		private final FrameLimit limit;

		Decoder(FrameLimit limit) {
			// Netty's own maximum would count a CR whose LF has not come yet.
			super(Integer.MAX_VALUE);
			this.limit = limit;
			setDiscardAfterReads(DISCARD_AFTER_READS);
		}

		@Override
		protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
			if (this.position.swallows(in)) {
				return null;
			}
			int begin = in.readerIndex();
			if (in.isReadable() && in.getByte(begin) == '\n') {
				// Netty would look for the CR before the reader index: another handler's.
				in.skipBytes(1);
				this.position.advance(1);
				return Unpooled.EMPTY_BUFFER;
			}
			ByteBuf frame = (ByteBuf) super.decode(ctx, in);
			if (((frame != null) ? frame.readableBytes() : sizeSoFar(in)) > this.limit.bytes()) {
				if (frame != null) {
					frame.release();
				}
				return this.position.tooLarge(in.readerIndex(begin), this.limit);
			}
			this.position.advance(in.readerIndex() - begin);
			return frame;
		}

		private int sizeSoFar(ByteBuf in) {
			int size = in.readableBytes();
			boolean endMayHaveBegun = size > 0 && in.getByte(in.writerIndex() - 1) == '\r';
			return endMayHaveBegun ? size - 1 : size;
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
