package io.wirepost.framing;

import io.wirepost.framing.rejection.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.framing.rejection.Resync;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Checks frames whose end was known without it. Immutable.
 *
 * @param checksum null for none
 */
record UntoldCheck(CommonSettings common, @Nullable Checksum checksum) {

	static final UntoldCheck NONE = new UntoldCheck(CommonSettings.NONE, null);

	/** Says that a frame is right. */
	static final Object RIGHT = "right";

	/** Says that a frame is passed on, but its checksum is wrong. */
	static final Object DAMAGED = "damaged";

	/**
	 * Checks a frame.
	 * @param offset where it begins in the stream
	 * @return {@link #RIGHT}, {@link #DAMAGED}, or the rejection of the frame, which is
	 * released then
	 */
	Object apply(ByteBuf frame, long offset) {
		if (this == NONE) {
			return RIGHT;
		}
		Refusal wrong = wrong(frame);
		boolean isChecksum = wrong != null && wrong.reason() == Reason.CHECKSUM;
		if (wrong == null || (isChecksum && this.checksum != null && this.checksum.marks())) {
			return (wrong == null) ? RIGHT : DAMAGED;
		}
		boolean isFatal = isChecksum ? this.checksum != null && this.checksum.closes()
				: this.common.resync() == Resync.CLOSE;
		int size = frame.readableBytes();
		byte[] first = ByteBufUtil.getBytes(frame, frame.readerIndex(), Math.min(size, Rejection.HEAD_BYTES), true);
		frame.release();
		return new Rejection(wrong.reason(), wrong.detail().get(), offset, size, Payload.owning(first), isFatal);
	}

	private @Nullable Refusal wrong(ByteBuf frame) {
		int size = frame.readableBytes();
		if (this.common.magic().fit(frame, frame.readerIndex()) != Fit.YES) {
			return new Refusal(Reason.GARBAGE,
					() -> "The frame does not begin with %s (magic)".formatted(this.common.magic()), size);
		}
		if (size < this.common.minimum()) {
			return new Refusal(Reason.BAD_LENGTH, () -> "The frame has %d bytes, fewer than min-frame-size, %d"
				.formatted(size, this.common.minimum()), size);
		}
		return (this.checksum != null) ? this.checksum.check(frame, size) : null;
	}

}
