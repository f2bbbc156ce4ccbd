package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.JsonFraming.Brackets;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.Rejection.Reason;

/** JSON objects and arrays. Used on the connection's event loop. */
final class JsonScan extends Scan {

	private final int most;

	private final String exceeded;

	private Brackets brackets = new Brackets();

	private int searched;

	private final boolean alone;

	JsonScan(int most, String exceeded, boolean alone) {
		this.alone = alone;
		this.most = most;
		this.exceeded = exceeded;
	}

	@Override
	int blank(ByteBuf in, int index) {
		return (this.alone && this.searched == 0 && JsonFraming.isWhiteSpace(in.getByte(index))) ? 1 : 0;
	}

	@Override
	Fit fit(ByteBuf in, int index) {
		return Brackets.isOpening(in.getByte(index)) ? Fit.YES : Fit.NO;
	}

	@Override
	int size(ByteBuf in, int begin) {
		int from = begin + this.searched;
		int end = in.forEachByte(from, in.writerIndex() - from, this.brackets);
		this.searched = ((end >= 0) ? end + 1 : in.writerIndex()) - begin;
		if (this.searched > this.most) {
			return refuse(Reason.TOO_LARGE, this.most + 1, () -> this.exceeded);
		}
		return (end >= 0) ? this.searched : OPEN;
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		return in.retainedSlice(begin, size);
	}

	@Override
	String expected() {
		return "a JSON object or array begins with { or [";
	}

	@Override
	void reset() {
		this.brackets = new Brackets();
		this.searched = 0;
	}

}
