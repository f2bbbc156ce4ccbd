package io.wirepost.framing;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.wirepost.framing.Rejection.Reason;
import io.wirepost.message.Payload;

/**
 * What decoders share: how far the stream has been read, where the current frame began,
 * and whether the stream can still be understood. A subclass takes at most one frame off
 * the buffer in each call of {@link #decodeFrame}. To be used on the connection's event
 * loop alone.
 */
abstract class StreamDecoder extends ByteToMessageDecoder implements FrameDecoder {

	/**
	 * After how many reads Netty lets go of the frames before the one that is not whole
	 * yet. By default it is 16: of reads of 64 KB that is a megabyte for each connection.
	 */
	private static final int DISCARD_AFTER_READS = 1;

	private final FrameLimit limit;

	/** Where the buffer's reader index stands in the stream. */
	private long offset;

	private long frameOffset;

	private boolean lost;

	/** The reader index up to which {@link #offset} counts. */
	private int counted;

	StreamDecoder(FrameLimit limit) {
		this.limit = limit;
		setDiscardAfterReads(DISCARD_AFTER_READS);
	}

	/** Looks for the next frame, and adds it, or a rejection, to what is passed on. */
	abstract void decodeFrame(ByteBuf in, List<Object> out);

	@Override
	protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.lost) {
			// What comes after the stream was lost takes no memory.
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

	/** The next frame begins at the reader index, behind bytes that belong to none. */
	final void beginFrame(ByteBuf in) {
		count(in);
		this.frameOffset = this.offset;
	}

	final FrameLimit limit() {
		return this.limit;
	}

	/** Takes the next bytes off the stream as a rejection that it survives. */
	final Rejection reject(Reason reason, String detail, ByteBuf in, int size) {
		count(in);
		Rejection rejection = new Rejection(reason, detail, this.offset, size, first(in, size), false);
		in.skipBytes(size);
		return rejection;
	}

	/** Takes everything off the stream, for good: nothing after it can be understood. */
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
	 * The stream has ended. Bytes that are left are an incomplete frame: lost data, not a
	 * normal close. It isn't fatal, as the end itself closes the connection, in its own
	 * time: answers to earlier frames may still be under way.
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
