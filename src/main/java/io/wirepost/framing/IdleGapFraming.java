package io.wirepost.framing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.framing.rejection.Rejection.Reason;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code idle-gap}: silence ends a frame, as in Modbus RTU over TCP. Two reads at least a
 * gap apart belong to two frames. The end of the stream ends a frame too.
 */
record IdleGapFraming(Duration gap, FrameLimit limit) implements Untold {

	static final String TYPE = "idle-gap";

	/** Longer silences are what the frame deadline is for. */
	static final Duration LONGEST_GAP = Duration.ofMinutes(1);

	static IdleGapFraming of(Settings settings) {
		Options options = settings.bind(Options.class);
		return new IdleGapFraming(options.gap, FrameLimit.of(options.maxFrameSize));
	}

	@Override
	public int maxFrameSize() {
		return this.limit.bytes();
	}

	@Override
	public FrameDecoder newDecoder() {
		return newDecoder(UntoldCheck.NONE);
	}

	@Override
	public FrameDecoder newDecoder(UntoldCheck check) {
		return new Decoder(this.gap, this.limit, check);
	}

	@Override
	public byte[] encode(Payload payload) {
		byte[] wire = this.limit.copy(payload);
		if (wire.length == 0) {
			throw new PayloadNotFrameableException("An empty payload would write nothing; send at least one byte", 0);
		}
		return wire;
	}

	@Override
	public Settings settings() {
		return new Settings(
				Map.of("type", TYPE, "gap", this.gap.toMillis() + "ms", "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code idle-gap}.
	 *
	 * @param gap the silence that ends a frame, in whole milliseconds
	 * @param maxFrameSize the most bytes between two gaps
	 */
	record Options(@DefaultValue("50ms") Duration gap, @DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			Faults faults = new Faults()
				.that(gap.compareTo(Duration.ofMillis(1)) >= 0 && gap.compareTo(LONGEST_GAP) <= 0, "gap",
						"'%s' is not between 1ms and 1m", gap)
				.that(gap.toNanosPart() % 1_000_000 == 0, "gap", "'%s' is not in whole milliseconds", gap);
			FrameLimit.check(faults, maxFrameSize).throwIfAny();
		}

	}

	private static final class Decoder extends ChannelInboundHandlerAdapter implements FrameDecoder {

		/** The stream offset behind the pending bytes. */
		private long offset;

		private long frameOffset;

		private boolean lost;

		private final long gap;

		private final FrameLimit limit;

		private @Nullable ByteBuf pending;

		private long lastRead;

		/** At most one runs. When it is due it checks the time of the last read. */
		private @Nullable Future<?> timer;

		private final UntoldCheck check;

		private boolean intact = true;

		Decoder(Duration gap, FrameLimit limit, UntoldCheck check) {
			this.check = check;
			this.gap = gap.toNanos();
			this.limit = limit;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (!(message instanceof ByteBuf in)) {
				ctx.fireChannelRead(message);
				return;
			}
			if (this.lost || !in.isReadable()) {
				in.release();
				return;
			}
			if (this.pending != null && untilSilence(ctx) <= 0) {
				// The timer is due, but the event loop read the socket first.
				passOn(ctx);
			}
			if (this.lost) {
				in.release();
				return;
			}
			add(ctx, in);
		}

		private void add(ChannelHandlerContext ctx, ByteBuf in) {
			long begin = this.offset - pendingBytes();
			this.offset += in.readableBytes();
			ByteBuf all = (this.pending == null) ? in
					: ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), this.pending, in);
			if (all.readableBytes() > this.limit.bytes()) {
				this.pending = null;
				this.lost = true;
				Rejection rejection = new Rejection(Reason.TOO_LARGE, this.limit.exceeded(), begin, all.readableBytes(),
						head(all), true);
				all.release();
				ctx.fireChannelRead(rejection);
				return;
			}
			this.pending = all;
			this.lastRead = ctx.executor().ticker().nanoTime();
			if (this.timer == null) {
				schedule(ctx, this.gap);
			}
		}

		private void schedule(ChannelHandlerContext ctx, long nanos) {
			this.timer = ctx.executor().schedule(() -> due(ctx), nanos, TimeUnit.NANOSECONDS);
		}

		private void due(ChannelHandlerContext ctx) {
			this.timer = null;
			if (this.pending == null) {
				return;
			}
			long left = untilSilence(ctx);
			if (left > 0) {
				schedule(ctx, left);
				return;
			}
			passOn(ctx);
			ctx.fireChannelReadComplete();
		}

		private long untilSilence(ChannelHandlerContext ctx) {
			return this.gap - (ctx.executor().ticker().nanoTime() - this.lastRead);
		}

		private void passOn(ChannelHandlerContext ctx) {
			ByteBuf frame = this.pending;
			if (frame != null) {
				this.pending = null;
				this.frameOffset = this.offset - frame.readableBytes();
				Object checked = this.check.apply(frame, this.frameOffset);
				this.intact = checked != UntoldCheck.DAMAGED;
				this.lost = checked instanceof Rejection rejection && rejection.fatal();
				ctx.fireChannelRead((checked instanceof Rejection) ? checked : frame);
			}
		}

		@Override
		public boolean isIntact() {
			return this.intact;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof ChannelInputShutdownEvent) {
				passOn(ctx);
			}
			ctx.fireUserEventTriggered(event);
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			passOn(ctx);
			ctx.fireChannelInactive();
		}

		@Override
		public void handlerRemoved(ChannelHandlerContext ctx) {
			if (this.timer != null) {
				this.timer.cancel(false);
			}
			if (this.pending != null) {
				this.pending.release();
				this.pending = null;
			}
		}

		@Override
		public int pendingBytes() {
			return (this.pending != null) ? this.pending.readableBytes() : 0;
		}

		@Override
		public Payload pendingHead() {
			return (this.pending != null) ? head(this.pending) : Payload.owning(new byte[0]);
		}

		private static Payload head(ByteBuf bytes) {
			return Payload.owning(ByteBufUtil.getBytes(bytes, bytes.readerIndex(),
					Math.min(bytes.readableBytes(), Rejection.HEAD_BYTES), true));
		}

		@Override
		public long frameOffset() {
			return this.frameOffset;
		}

	}

}
