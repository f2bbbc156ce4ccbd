package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.bytes.LengthField;
import io.wirepost.framing.rejection.Rejection.Reason;

/** Frames with a binary length. Used on the connection's event loop. */
final class LengthFieldScan extends Scan {

	private final LengthFieldFraming framing;

	LengthFieldScan(LengthFieldFraming framing) {
		this.framing = framing;
	}

	@Override
	Fit fit(ByteBuf in, int index) {
		return Fit.YES;
	}

	@Override
	int size(ByteBuf in, int begin) {
		LengthField field = this.framing.field();
		int header = field.end();
		if (in.writerIndex() - begin < header) {
			return OPEN;
		}
		long announced = field.read(in, begin + field.offset());
		long size = LengthFieldFraming.sizeOf(announced, field);
		if (announced < 0 || size < this.framing.least()) {
			return refuse(Reason.BAD_LENGTH, header, () -> this.framing.tooShort(announced));
		}
		if (size > this.framing.largest()) {
			return refuse(Reason.TOO_LARGE, header, () -> this.framing.tooLong(announced));
		}
		return (in.writerIndex() - begin >= size) ? (int) size : OPEN;
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		int front = this.framing.strippedFront();
		return in.retainedSlice(begin + front, size - front - this.framing.strippedEnd());
	}

	@Override
	String expected() {
		return "a frame has its length at offset %d".formatted(this.framing.field().offset());
	}

}
