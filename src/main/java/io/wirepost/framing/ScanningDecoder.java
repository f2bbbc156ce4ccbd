package io.wirepost.framing;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.wirepost.framing.bytes.Between;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.LookCredit;
import io.wirepost.framing.rejection.Refusal;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.framing.rejection.Resync;
import io.wirepost.framing.rejection.SkippedRun;
import org.jspecify.annotations.Nullable;

/**
 * Decodes with a {@link Scan}, and knows what is the same for all of them: bytes between
 * frames, checksums, and how to go on behind bytes that are no frame. Used on the
 * connection's event loop.
 */
final class ScanningDecoder extends StreamDecoder {

	private final Scan scan;

	private final Between between;

	private final boolean skips;

	private final @Nullable Checksum checksum;

	private final SkippedRun run = new SkippedRun();

	private final LookCredit credit = new LookCredit();

	/** Whether the front is inside of a frame that was refused. */
	private boolean inside;

	/**
	 * Whether bytes were skipped since the last frame: then all are, to where a frame can
	 * begin, however they arrive.
	 */
	private boolean garbage;

	/** Why an incomplete frame at the front is given up; null if it is not. */
	private @Nullable Refusal givenUp;

	/** Whether what is skipped is reported now, even if a part of its run was before. */
	private boolean urgent;

	private boolean intact = true;

	private @Nullable ChannelHandlerContext context;

	ScanningDecoder(Scan scan, FrameLimit limit, CommonSettings common, @Nullable Checksum checksum) {
		super(limit);
		this.scan = scan;
		this.between = common.between();
		this.skips = common.resync() == Resync.SKIP;
		this.checksum = checksum;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	@Override
	public boolean isIntact() {
		return this.intact;
	}

	/** For a test. */
	LookCredit credit() {
		return this.credit;
	}

	@Override
	void decodeFrame(ByteBuf in, List<Object> out) {
		boolean isDone = false;
		while (!isDone && in.isReadable()) {
			int blank = blank(in);
			if (blank > 0) {
				this.run.reportAll(out);
				in.skipBytes(blank);
				continue;
			}
			Fit fit = (blank < 0) ? Fit.MAYBE : this.scan.fit(in, in.readerIndex());
			isDone = (fit == Fit.NO) ? skipGarbage(in, out) : candidate(in, fit, out);
		}
		if (this.urgent) {
			this.run.reportAll(out);
			this.urgent = false;
		}
		else {
			this.run.report(out);
		}
	}

	/** How many bytes at the front mean nothing; -1 if more have to arrive to know. */
	private int blank(ByteBuf in) {
		int blank = this.scan.blank(in, in.readerIndex());
		// What ends a line that is skipped may be bytes that mean nothing elsewhere.
		return (blank > 0 || this.inside || this.garbage || this.scan.isSeeking()) ? blank
				: this.between.at(in, in.readerIndex());
	}

	/** Returns whether the decoder has to pass on a frame, or to wait. */
	private boolean candidate(ByteBuf in, Fit fit, List<Object> out) {
		int begin = in.readerIndex();
		int size = (fit == Fit.YES) ? this.scan.size(in, begin) : Scan.OPEN;
		if (size >= 0) {
			return complete(in, size, out);
		}
		if (size == Scan.REFUSED) {
			return refuse(in, this.scan.refusal(), this.scan.beyondRefused(), out);
		}
		Refusal why = this.givenUp;
		if (why == null) {
			return true;
		}
		this.run.reportUnless(why.reason(), out);
		this.urgent = true;
		this.givenUp = (why.reason() == Reason.INCOMPLETE) ? why : null;
		Refusal open = new Refusal(why.reason(), why.detail(), in.readableBytes());
		return refuse(in, open, this.scan.beyondOpen(in.readableBytes()), out);
	}

	private boolean complete(ByteBuf in, int size, List<Object> out) {
		int begin = in.readerIndex();
		int minimum = this.scan.minimum();
		int empty = (minimum > 0) ? this.scan.emptySize(size) : 0;
		if (empty > 0) {
			this.run.reportAll(out);
			this.garbage = false;
			this.scan.passedOn();
			in.skipBytes(empty);
			return false;
		}
		ByteBuf payload = this.scan.payload(in, begin, size, allocator());
		Refusal wrong = (payload.readableBytes() < minimum) ? tooShort(payload.readableBytes(), minimum, size)
				: (this.checksum != null) ? this.checksum.check(payload, size) : null;
		if (wrong != null && !isMarked(wrong)) {
			payload.release();
			return refuse(in, wrong, this.scan.beyondWrong(size), size, out);
		}
		this.intact = wrong == null;
		this.inside = false;
		this.garbage = false;
		beginFrame(in, this.scan.before());
		this.scan.passedOn();
		in.skipBytes(size);
		this.run.end(out);
		out.add(payload);
		return true;
	}

	private static Refusal tooShort(int size, int minimum, int looked) {
		return new Refusal(Reason.BAD_LENGTH,
				() -> "The frame has %d bytes, fewer than min-frame-size, %d".formatted(size, minimum), looked);
	}

	private boolean isMarked(Refusal wrong) {
		return wrong.reason() == Reason.CHECKSUM && this.checksum != null && this.checksum.marks();
	}

	/** Refuses a complete frame. */
	private boolean refuse(ByteBuf in, Refusal why, int beyond, int size, List<Object> out) {
		if (why.reason() == Reason.CHECKSUM && this.checksum != null && this.checksum.closes()) {
			return loseAll(in, why, out);
		}
		if (why.reason() == Reason.CHECKSUM && !this.skips) {
			// The frame's end is known, so the next one can be read.
			this.scan.passedOn();
			this.run.reportAll(out);
			skip(in, size, why);
			this.run.reportAll(out);
			return false;
		}
		return refuse(in, why, beyond, out);
	}

	private boolean refuse(ByteBuf in, Refusal why, int beyond, List<Object> out) {
		if (!this.skips) {
			return loseAll(in, why, out);
		}
		boolean again = this.credit.spend(position(in), why.looked());
		int size = again ? beyond : Math.max(beyond, why.looked());
		this.inside = size < why.looked();
		this.urgent |= !this.inside;
		this.scan.reset();
		skip(in, Math.min(size, in.readableBytes()), why);
		return false;
	}

	private boolean loseAll(ByteBuf in, Refusal why, List<Object> out) {
		this.run.reportAll(out);
		this.scan.reset();
		out.add(lose(why.reason(), why.detail().get(), in));
		return true;
	}

	private void skip(ByteBuf in, int size, Refusal why) {
		this.run.add(in, size, position(in), why);
		in.skipBytes(size);
	}

	private boolean skipGarbage(ByteBuf in, List<Object> out) {
		this.scan.seek();
		this.garbage = true;
		int end = in.readerIndex() + 1;
		while (end < in.writerIndex() && this.scan.fit(in, end) == Fit.NO) {
			end++;
		}
		int size = end - in.readerIndex();
		Refusal why = new Refusal(Reason.GARBAGE,
				() -> "These bytes are outside of any frame; %s".formatted(this.scan.expected()), size);
		if (!this.skips && this.scan.toleratesGarbage() && this.run.total() + size > limit().bytes()) {
			return loseAll(in, new Refusal(Reason.GARBAGE, () -> "No frame began within max-frame-size, %s; %s"
				.formatted(limit().word(), this.scan.expected()), size), out);
		}
		if (!this.skips && !this.scan.toleratesGarbage()) {
			return loseAll(in, why, out);
		}
		skip(in, size, why);
		return false;
	}

	private ByteBufAllocator allocator() {
		return (this.context != null) ? this.context.alloc() : ByteBufAllocator.DEFAULT;
	}

	@Override
	public boolean skipPending(String detail) {
		ChannelHandlerContext here = this.context;
		if (!this.skips || isLost() || here == null || pendingBytes() == 0) {
			return false;
		}
		this.givenUp = new Refusal(Reason.FRAME_TIMEOUT, () -> detail, 1);
		try {
			channelRead(here, Unpooled.EMPTY_BUFFER);
		}
		catch (Exception ex) {
			here.fireExceptionCaught(ex);
		}
		this.givenUp = null;
		here.fireChannelReadComplete();
		return true;
	}

	@Override
	public void reportSkipped() {
		ChannelHandlerContext here = this.context;
		if (here != null) {
			List<Object> out = new ArrayList<>();
			this.run.reportAll(out);
			passOn(here, out);
		}
	}

	/**
	 * Where the framing can go on, complete frames may be inside of an incomplete one.
	 */
	@Override
	protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.skips && !isLost()) {
			this.givenUp = new Refusal(Reason.INCOMPLETE, () -> "The stream ended inside a frame", 1);
			while (in.isReadable()) {
				passOn(context, out);
				decode(context, in, out);
			}
		}
		this.run.reportAll(out);
		super.decodeLast(context, in, out);
	}

	/** What a frame's handler asks about it has to be that of this frame. */
	private static void passOn(ChannelHandlerContext context, List<Object> out) {
		out.forEach(context::fireChannelRead);
		out.clear();
	}

}
