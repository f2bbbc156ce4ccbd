package io.wirepost.framing;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.Payload;
import io.wirepost.settings.Faults;
import io.wirepost.settings.Settings;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code raw}: a frame is what one read returns. A larger read than
 * {@code max-frame-size} becomes several frames: where reads end is arbitrary anyway, and
 * no byte is lost.
 */
record RawFraming(FrameLimit limit) implements Untold {

	static final String TYPE = "raw";

	static RawFraming of(Settings settings) {
		return new RawFraming(FrameLimit.of(settings.bind(Options.class).maxFrameSize));
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
		return new Decoder(this.limit.bytes(), check);
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
		return new Settings(Map.of("type", TYPE, "max-frame-size", this.limit.word()));
	}

	/**
	 * The settings of {@code raw}.
	 *
	 * @param maxFrameSize the most bytes of a frame; a larger read becomes several frames
	 */
	record Options(@DefaultValue(FrameLimit.DEFAULT) DataSize maxFrameSize) {

		Options {
			FrameLimit.check(new Faults(), maxFrameSize).throwIfAny();
		}

	}

	private static final class Decoder extends ChannelInboundHandlerAdapter implements FrameDecoder {

		private final int maximum;

		private long offset;

		private long frameOffset;

		private final UntoldCheck check;

		private boolean lost;

		private boolean intact = true;

		Decoder(int maximum, UntoldCheck check) {
			this.maximum = maximum;
			this.check = check;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (!(message instanceof ByteBuf in)) {
				ctx.fireChannelRead(message);
				return;
			}
			try {
				while (in.isReadable() && !this.lost) {
					int size = Math.min(in.readableBytes(), this.maximum);
					this.frameOffset = this.offset;
					this.offset += size;
					passOn(ctx, in.readRetainedSlice(size));
				}
			}
			finally {
				in.release();
			}
		}

		private void passOn(ChannelHandlerContext ctx, ByteBuf frame) {
			Object checked = this.check.apply(frame, this.frameOffset);
			this.intact = checked != UntoldCheck.DAMAGED;
			this.lost = checked instanceof Rejection rejection && rejection.fatal();
			ctx.fireChannelRead((checked instanceof Rejection) ? checked : frame);
		}

		@Override
		public boolean isIntact() {
			return this.intact;
		}

		@Override
		public int pendingBytes() {
			return 0;
		}

		@Override
		public Payload pendingHead() {
			return Payload.owning(new byte[0]);
		}

		@Override
		public long frameOffset() {
			return this.frameOffset;
		}

	}

}
