package io.wirepost.framing;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;

/**
 * What decoders share: the offset in the stream, the offset of the current frame, and
 * whether the rest of the stream can still be decoded. A subclass takes at most one frame
 * off the buffer in each call of {@link #decodeFrame}. Used on the connection's event
 * loop.
 */
abstract class StreamDecoder extends ByteToMessageDecoder implements FrameDecoder {

	/**
	 * The number of reads after which Netty releases decoded bytes. Its default, 16,
	 * holds a megabyte per connection if reads have 64 KB.
	 */
	private static final int DISCARD_AFTER_READS = 1;

	private final FrameLimit limit;

	/** The stream offset of the buffer's reader index. */
	private long offset;

	private long frameOffset;

	private boolean lost;

	/** The reader index up to which {@link #offset} counts. */
	private int counted;

	StreamDecoder(FrameLimit limit) {
		this.limit = limit;
		setDiscardAfterReads(DISCARD_AFTER_READS);
	}

	/**
	 * Decodes the next frame, if it is complete, and adds it or a rejection to the
	 * output.
	 */
	abstract void decodeFrame(ByteBuf in, List<Object> out);

	@Override
	protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.lost) {
			// The rest of the stream is discarded, so that it takes no memory.
			in.skipBytes(in.readableBytes());
			return;
		}
		this.counted = in.readerIndex();
		this.frameOffset = this.offset;
		decodeFrame(in, out);
		count(in);
	}

	private void count(ByteBuf in) {
		this.offset += in.readerIndex() - this.counted;
		this.counted = in.readerIndex();
	}

	/** Says that the next frame begins at the reader index, behind bytes of no frame. */
	final void beginFrame(ByteBuf in) {
		beginFrame(in, 0);
	}

	/**
	 * Says that the next frame begins some bytes before the reader index, which are
	 * removed.
	 */
	final void beginFrame(ByteBuf in, int before) {
		count(in);
		this.frameOffset = this.offset - before;
	}

	/** The stream offset of the reader index. */
	final long position(ByteBuf in) {
		count(in);
		return this.offset;
	}

	final boolean isLost() {
		return this.lost;
	}

	final FrameLimit limit() {
		return this.limit;
	}

	/** Removes the next bytes as a rejection that is not fatal. */
	final Rejection reject(Reason reason, String detail, ByteBuf in, int size) {
		count(in);
		Rejection rejection = new Rejection(reason, detail, this.offset, size, first(in, size), false);
		in.skipBytes(size);
		return rejection;
	}

	/**
	 * Removes all bytes as a fatal rejection: the rest of the stream cannot be decoded.
	 */
	final Rejection lose(Reason reason, String detail, ByteBuf in) {
		count(in);
		this.lost = true;
		int size = in.readableBytes();
		Rejection rejection = new Rejection(reason, detail, this.offset, size, first(in, size), true);
		in.skipBytes(size);
		return rejection;
	}

	final Rejection tooLarge(ByteBuf in) {
		return lose(Reason.TOO_LARGE, this.limit.exceeded(), in);
	}

	/**
	 * The stream has ended. Remaining bytes are an incomplete frame: lost data, not a
	 * normal close. The rejection is not fatal, because the end of the stream closes the
	 * connection, once acknowledgements of earlier frames are sent.
	 */
	@Override
	protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (!this.lost && in.isReadable()) {
			this.counted = in.readerIndex();
			out.add(reject(Reason.INCOMPLETE, "The stream ended inside a frame", in, in.readableBytes()));
		}
		this.lost = true;
	}

	private static Payload first(ByteBuf in, int size) {
		return Payload.owning(ByteBufUtil.getBytes(in, in.readerIndex(), Math.min(size, Rejection.HEAD_BYTES), true));
	}

	@Override
	public int pendingBytes() {
		return actualReadableBytes();
	}

	@Override
	public Payload pendingHead() {
		int size = actualReadableBytes();
		return (size > 0) ? first(internalBuffer(), size) : Payload.owning(new byte[0]);
	}

	@Override
	public long frameOffset() {
		return this.frameOffset;
	}

}
