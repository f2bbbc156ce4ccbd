package io.wirepost.framing;

import io.wirepost.framing.rejection.Refusal;
import java.util.List;
import java.util.stream.Collectors;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.Fit;

/**
 * Frames of several kinds: the first alternative that fits takes the frame. Used on the
 * connection's event loop.
 */
final class FirstOfScan extends Scan {

	private final List<Scan> alternatives;

	/** The one that looks at the frame at the front. */
	private Scan chosen;

	FirstOfScan(List<Scan> alternatives) {
		this.alternatives = alternatives;
		this.chosen = alternatives.get(0);
	}

	@Override
	Fit fit(ByteBuf in, int index) {
		for (Scan alternative : this.alternatives) {
			Fit fit = alternative.fit(in, index);
			if (fit != Fit.NO) {
				this.chosen = alternative;
				return fit;
			}
		}
		return Fit.NO;
	}

	@Override
	int size(ByteBuf in, int begin) {
		return this.chosen.size(in, begin);
	}

	@Override
	ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		return this.chosen.payload(in, begin, size, allocator);
	}

	@Override
	String expected() {
		return this.alternatives.stream().map(Scan::expected).distinct().collect(Collectors.joining(", or "));
	}

	@Override
	void reset() {
		this.chosen.reset();
	}

	@Override
	void passedOn() {
		this.alternatives.forEach(Scan::passedOn);
	}

	@Override
	int blank(ByteBuf in, int index) {
		for (Scan alternative : this.alternatives) {
			int blank = alternative.blank(in, index);
			if (blank > 0) {
				// Behind what closes one kind of frame, each kind may begin.
				passedOn();
				return blank;
			}
		}
		return 0;
	}

	@Override
	boolean isSeeking() {
		return this.alternatives.stream().allMatch(Scan::isSeeking);
	}

	@Override
	void seek() {
		this.alternatives.forEach(Scan::seek);
	}

	@Override
	int before() {
		return this.chosen.before();
	}

	@Override
	int emptySize(int size) {
		return this.chosen.emptySize(size);
	}

	@Override
	int beyondWrong(int size) {
		return this.chosen.beyondWrong(size);
	}

	@Override
	int beyondOpen(int size) {
		return this.chosen.beyondOpen(size);
	}

	@Override
	int beyondRefused() {
		return this.chosen.beyondRefused();
	}

	@Override
	int minimum() {
		return this.chosen.minimum();
	}

	@Override
	Refusal refusal() {
		return this.chosen.refusal();
	}

}
