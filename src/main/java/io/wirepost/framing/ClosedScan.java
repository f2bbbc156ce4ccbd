package io.wirepost.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.ByteSequence;
import io.wirepost.framing.bytes.ContentSearch;
import io.wirepost.framing.bytes.Escape;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.Rejection.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Frames that are known by what closes them: the next one begins behind that. After bytes
 * that are refused, a frame begins behind the next closing bytes. Used on the
 * connection's event loop.
 */
class ClosedScan extends Scan {

	private final ByteSequence closing;

	private final int most;

	private final String exceeded;

	private final ContentSearch search;

	/** Whether the front is right behind closing bytes, or is the stream's first byte. */
	private boolean begun = true;

	private int content;

	private int beyond = 1;

	/**
	 * @param most the most bytes of content
	 * @param exceeded the sentence about more
	 */
	ClosedScan(ByteSequence closing, int most, String exceeded, @Nullable Escape escape, int slack) {
		this.closing = closing;
		this.most = most;
		this.exceeded = exceeded;
		this.search = new ContentSearch(closing, most + slack, escape);
	}

	/** Says that the stream's first byte begins no frame. */
	final void beginBehindClosing() {
		this.begun = false;
	}

	@Override
	final int blank(ByteBuf in, int index) {
		if (this.begun || this.closing.fit(in, index) != Fit.YES) {
			return 0;
		}
		this.begun = true;
		return this.closing.length();
	}

	@Override
	final Fit fit(ByteBuf in, int index) {
		return this.begun ? Fit.YES : this.closing.fit(in, index);
	}

	@Override
	final int size(ByteBuf in, int begin) {
		int body = bodySize(in, begin);
		if (body < 0) {
			return (body == REFUSED) ? lose(1) : OPEN;
		}
		int found = this.search.sizeFrom(in, begin + body, body);
		if (found == ContentSearch.OPEN) {
			return OPEN;
		}
		if (found == ContentSearch.UNDEFINED) {
			int size = body + this.search.searched() + 1;
			refuse(Reason.GARBAGE, size, () -> "An escape byte is followed by one that stands for nothing");
			return lose(size);
		}
		if (found == ContentSearch.TOO_LARGE || body + contentSize(in, begin + body, found) > this.most) {
			int searched = body + this.search.searched();
			refuse(Reason.TOO_LARGE, searched, () -> this.exceeded);
			return (found == ContentSearch.TOO_LARGE) ? lose(searched) : refused(body + found + this.closing.length());
		}
		this.content = body + contentSize(in, begin + body, found);
		return body + found + this.closing.length();
	}

	/** The next frame begins behind the next closing bytes. */
	private int lose(int beyond) {
		this.begun = false;
		return refused(beyond);
	}

	private int refused(int beyond) {
		this.beyond = Math.max(1, beyond);
		return REFUSED;
	}

	/**
	 * How many bytes at the front do not close the frame, whatever they are.
	 * @return their number, {@link #OPEN}, or {@link #REFUSED} after a call of
	 * {@link #refuse}
	 */
	int bodySize(ByteBuf in, int begin) {
		return 0;
	}

	/** How many of the bytes before the closing bytes are content. */
	int contentSize(ByteBuf in, int begin, int found) {
		return found;
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		return this.search.content(in, begin, this.content, allocator);
	}

	@Override
	String expected() {
		return "a frame begins behind %s".formatted(this.closing);
	}

	@Override
	void reset() {
		this.search.reset();
	}

	@Override
	void passedOn() {
		this.search.reset();
		this.begun = true;
	}

	@Override
	int emptySize(int size) {
		return (this.content == 0) ? size : 0;
	}

	@Override
	final boolean isSeeking() {
		return !this.begun;
	}

	@Override
	final void seek() {
		this.begun = false;
	}

	@Override
	final int beyondWrong(int size) {
		return size;
	}

	@Override
	final int beyondRefused() {
		return this.beyond;
	}

	@Override
	final int beyondOpen(int size) {
		this.begun = false;
		return Math.max(1, this.search.searched());
	}

}
