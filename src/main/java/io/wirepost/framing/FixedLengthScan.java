package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.Fit;

/** Frames of one size. Used on the connection's event loop. */
final class FixedLengthScan extends Scan {

	private final int length;

	FixedLengthScan(int length) {
		this.length = length;
	}

	@Override
	Fit fit(ByteBuf in, int index) {
		return Fit.YES;
	}

	@Override
	int size(ByteBuf in, int begin) {
		return (in.writerIndex() - begin >= this.length) ? this.length : OPEN;
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		return in.retainedSlice(begin, size);
	}

	@Override
	String expected() {
		return "a frame has %d bytes".formatted(this.length);
	}

}
