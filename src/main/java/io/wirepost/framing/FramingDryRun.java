package io.wirepost.framing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;

/** Decodes bytes with a framing, without a connection. Safe for all threads. */
public final class FramingDryRun {

	private FramingDryRun() {
	}

	/**
	 * Gives chunks to a new decoder, each as one read followed by a silence that ends a
	 * frame of {@code idle-gap}. The stream stays open at the end.
	 */
	public static Result run(Framing framing, List<byte[]> chunks) {
		FrameDecoder decoder = framing.newDecoder();
		Collector collector = new Collector();
		EmbeddedChannel channel = new EmbeddedChannel(decoder, collector);
		try {
			channel.freezeTime();
			for (byte[] chunk : chunks) {
				channel.writeInbound(Unpooled.copiedBuffer(chunk));
				channel.advanceTimeBy(IdleGapFraming.LONGEST_GAP.toNanos(), TimeUnit.NANOSECONDS);
				channel.runScheduledPendingTasks();
			}
			return collector.result(tail(chunks, decoder.pendingBytes()));
		}
		finally {
			channel.finishAndReleaseAll();
		}
	}

	/** The decoder's buffer has the last bytes of the stream. */
	private static Payload tail(List<byte[]> chunks, int size) {
		byte[] tail = new byte[size];
		int end = size;
		for (int i = chunks.size() - 1; end > 0; i--) {
			byte[] chunk = chunks.get(i);
			int length = Math.min(end, chunk.length);
			end -= length;
			System.arraycopy(chunk, chunk.length - length, tail, end, length);
		}
		return Payload.owning(tail);
	}

	/**
	 * The result of decoding.
	 *
	 * @param frames the frames' payloads, in order
	 * @param leftover the bytes of an incomplete frame
	 * @param rejection the first rejection; null for none. Frames follow it only if it
	 * was not fatal
	 */
	public record Result(List<Payload> frames, Payload leftover, @Nullable Rejection rejection) {

		public Result {
			frames = List.copyOf(frames);
		}

	}

	private static final class Collector extends ChannelInboundHandlerAdapter {

		private final List<Payload> frames = new ArrayList<>();

		private @Nullable Rejection rejection;

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof ByteBuf frame) {
				this.frames.add(Payload.owning(ByteBufUtil.getBytes(frame)));
				frame.release();
			}
			else if (this.rejection == null && message instanceof Rejection one) {
				this.rejection = one;
			}
		}

		private Result result(Payload leftover) {
			return new Result(this.frames, leftover, this.rejection);
		}

	}

}
