package io.wirepost.framing;

import io.wirepost.framing.rejection.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.bytes.Trailer;
import io.wirepost.framing.rejection.Rejection.Reason;

/**
 * Frames as another scan finds them, with a magic before and a trailer behind. Used on
 * the connection's event loop.
 */
final class PartScan extends Scan {

	private final Scan scan;

	private final Shape shape;

	private final CommonSettings common;

	/** How many bytes the trailer adds to what the scan finds. */
	private final int added;

	/** The size without the trailer, once it is known; 0 before. */
	private int found;

	/** Whether this scan, and not the other, has refused. */
	private boolean wrongTrailer;

	PartScan(Scan scan, Shape shape, CommonSettings common) {
		this.scan = scan;
		this.shape = shape;
		this.common = common;
		this.added = shape.countsTrailer() ? 0 : common.trailer().length();
	}

	@Override
	Fit fit(ByteBuf in, int index) {
		if (this.scan.isSeeking()) {
			return this.scan.fit(in, index);
		}
		Fit fit = this.common.magic().fit(in, index);
		return (fit == Fit.NO) ? fit : fit.and(this.scan.fit(in, index));
	}

	@Override
	int size(ByteBuf in, int begin) {
		this.wrongTrailer = false;
		if (this.found == 0) {
			int size = this.scan.size(in, begin);
			if (size < 0) {
				return size;
			}
			this.found = size;
		}
		int size = this.found + this.added;
		if (in.writerIndex() - begin < size) {
			return OPEN;
		}
		Trailer trailer = this.common.trailer();
		if (!trailer.isAt(in, begin + size - trailer.length())) {
			this.wrongTrailer = true;
			return refuse(Reason.TRAILER, size, () -> "The frame does not end with its trailer, %s".formatted(trailer));
		}
		return size;
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		ByteBuf content = this.scan.payload(in, begin, this.found, allocator);
		if (this.added == 0 || !this.common.keepsTrailer(this.shape)) {
			return content;
		}
		ByteBuf all = allocator.buffer(content.readableBytes() + this.added)
			.writeBytes(content)
			.writeBytes(in, begin + this.found, this.added);
		content.release();
		return all;
	}

	@Override
	String expected() {
		return this.common.magic().isAny() ? this.scan.expected()
				: "a frame begins with %s (magic)".formatted(this.common.magic());
	}

	@Override
	void reset() {
		this.found = 0;
		this.scan.reset();
	}

	@Override
	void passedOn() {
		this.found = 0;
		this.scan.passedOn();
	}

	@Override
	int blank(ByteBuf in, int index) {
		return this.scan.blank(in, index);
	}

	@Override
	boolean isSeeking() {
		return this.scan.isSeeking();
	}

	@Override
	void seek() {
		this.scan.seek();
	}

	@Override
	int before() {
		return this.scan.before();
	}

	@Override
	int emptySize(int size) {
		return (this.added == 0) ? this.scan.emptySize(size) : 0;
	}

	@Override
	boolean toleratesGarbage() {
		return this.scan.toleratesGarbage();
	}

	@Override
	int beyondWrong(int size) {
		return this.scan.beyondWrong(size);
	}

	@Override
	int beyondOpen(int size) {
		return this.scan.beyondOpen(size);
	}

	@Override
	int beyondRefused() {
		return this.wrongTrailer ? this.scan.beyondWrong(this.found) : this.scan.beyondRefused();
	}

	@Override
	int minimum() {
		return Math.max(this.common.minimum(), this.scan.minimum());
	}

	@Override
	Refusal refusal() {
		return this.wrongTrailer ? super.refusal() : this.scan.refusal();
	}

}
