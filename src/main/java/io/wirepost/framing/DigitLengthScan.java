package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.DigitField;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.Rejection.Reason;

/** Frames with a length in digits. Used on the connection's event loop. */
final class DigitLengthScan extends Scan {

	private final DigitLengthFraming framing;

	/** The bytes of the header, once it is known. */
	private int header;

	DigitLengthScan(DigitLengthFraming framing) {
		this.framing = framing;
	}

	/** Where there are other bytes than digits, no frame begins. */
	@Override
	Fit fit(ByteBuf in, int index) {
		return switch (this.framing.field().end(in, index)) {
			case DigitField.WRONG -> Fit.NO;
			case DigitField.OPEN -> Fit.MAYBE;
			default -> Fit.YES;
		};
	}

	@Override
	int size(ByteBuf in, int begin) {
		this.header = this.framing.field().end(in, begin);
		long value = this.framing.field().read(in, begin, this.header);
		long size = this.framing.sizeOf(value, this.header);
		if (size < this.header + this.framing.trailer().length()) {
			return refuse(Reason.BAD_LENGTH, this.header,
					() -> "The length says %d, which is less than the frame's header".formatted(value));
		}
		if (size - stripped() - this.framing.strippedEnd() > this.framing.maxFrameSize()) {
			return refuse(Reason.TOO_LARGE, this.header, () -> "The length says %d, more than max-frame-size, %s"
				.formatted(value, this.framing.limit().word()));
		}
		return (in.writerIndex() - begin >= size) ? (int) size : OPEN;
	}

	private int stripped() {
		return this.framing.strip() ? this.header : 0;
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		return in.retainedSlice(begin + stripped(), size - stripped() - this.framing.strippedEnd());
	}

	@Override
	String expected() {
		return "a frame has its length in digits at offset %d".formatted(this.framing.field().offset());
	}

}
