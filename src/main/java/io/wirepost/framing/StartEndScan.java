package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.ContentSearch;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.Rejection.Reason;

/** Frames from start to end bytes. Used on the connection's event loop. */
final class StartEndScan extends Scan {

	private final StartEndFraming framing;

	private final ContentSearch search;

	StartEndScan(StartEndFraming framing, int most) {
		this.framing = framing;
		this.search = new ContentSearch(framing.end(), most, framing.escape());
	}

	@Override
	Fit fit(ByteBuf in, int index) {
		return this.framing.start().fit(in, index);
	}

	@Override
	int size(ByteBuf in, int begin) {
		int start = this.framing.start().length();
		int content = this.search.sizeFrom(in, begin + start);
		int looked = start + this.search.searched();
		return switch (content) {
			case ContentSearch.OPEN -> OPEN;
			case ContentSearch.TOO_LARGE -> refuse(Reason.TOO_LARGE, looked, this.framing.limit()::exceeded);
			case ContentSearch.UNDEFINED ->
				refuse(Reason.GARBAGE, looked + 1, () -> "An escape byte is followed by one that stands for nothing");
			default -> start + content + this.framing.end().length();
		};
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		int start = this.framing.start().length();
		int end = this.framing.end().length();
		int length = size - start - end;
		if (!this.framing.strip() && this.framing.escape() == null) {
			return in.retainedSlice(begin, size);
		}
		ByteBuf content = this.search.content(in, begin + start, length, allocator);
		if (this.framing.strip()) {
			return content;
		}
		ByteBuf whole = allocator.buffer(content.readableBytes() + start + end)
			.writeBytes(in, begin, start)
			.writeBytes(content)
			.writeBytes(in, begin + size - end, end);
		content.release();
		return whole;
	}

	@Override
	String expected() {
		return "a frame begins with %s and ends with %s".formatted(this.framing.start(), this.framing.end());
	}

	@Override
	void reset() {
		this.search.reset();
	}

	@Override
	boolean toleratesGarbage() {
		return true;
	}

	@Override
	int minimum() {
		return this.framing.isFlagged() ? 1 : 0;
	}

	/** Of two flags in a row, the second can begin a frame. */
	@Override
	int emptySize(int size) {
		int start = this.framing.start().length();
		return (this.framing.isFlagged() && size == 2 * start) ? start : 0;
	}

}
