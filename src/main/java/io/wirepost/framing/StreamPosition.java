package io.wirepost.framing;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import io.wirepost.framing.Rejection.Reason;
import io.wirepost.message.Payload;

/**
 * How far a connection's stream has been read, and whether it can still be understood. To
 * be used on the connection's event loop alone.
 */
final class StreamPosition {

	private long offset;

	private boolean lost;

	/**
	 * Lets go of what comes after the stream was lost, so that it takes no memory.
	 * @return whether the stream is lost
	 */
	boolean swallows(ByteBuf in) {
		if (this.lost) {
			in.skipBytes(in.readableBytes());
		}
		return this.lost;
	}

	/** Notes that bytes were taken off the stream. */
	void advance(int bytes) {
		this.offset += bytes;
	}

	/** Takes the next bytes off the stream as a rejection that it survives. */
	Rejection reject(Reason reason, String detail, ByteBuf in, int size) {
		Rejection rejection = new Rejection(reason, detail, this.offset, size, first(in, size), false);
		in.skipBytes(size);
		advance(size);
		return rejection;
	}

	/** Takes everything off the stream, for good: nothing after it can be understood. */
	Rejection lose(Reason reason, String detail, ByteBuf in) {
		this.lost = true;
		int size = in.readableBytes();
		Rejection rejection = new Rejection(reason, detail, this.offset, size, first(in, size), true);
		in.skipBytes(size);
		return rejection;
	}

	Rejection tooLarge(ByteBuf in, FrameLimit limit) {
		return lose(Reason.TOO_LARGE, "The frame is larger than max-frame-size, %s".formatted(limit.word()), in);
	}

	/**
	 * Ends the stream. Bytes that are left are an incomplete frame: lost data, not a
	 * normal close. It isn't fatal, as the end itself closes the connection, in its own
	 * time: answers to earlier frames may still be under way.
	 */
	void end(ByteBuf in, List<Object> out) {
		if (!this.lost && in.isReadable()) {
			out.add(reject(Reason.INCOMPLETE, "The stream ended inside a frame", in, in.readableBytes()));
		}
		this.lost = true;
	}

	private static Payload first(ByteBuf in, int size) {
		return Payload.owning(ByteBufUtil.getBytes(in, in.readerIndex(), Math.min(size, Rejection.KEPT), true));
	}

}
