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
import io.wirepost.framing.rejection.Rejection;
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
		Collector collector = new Collector(decoder);
		EmbeddedChannel channel = new EmbeddedChannel(decoder, collector);
		try {
			channel.freezeTime();
			for (byte[] chunk : chunks) {
				channel.writeInbound(Unpooled.copiedBuffer(chunk));
				channel.advanceTimeBy(IdleGapFraming.LONGEST_GAP.toNanos(), TimeUnit.NANOSECONDS);
				channel.runScheduledPendingTasks();
			}
			// A run that goes on at the end of the bytes counts whole.
			decoder.reportSkipped();
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
	 * @param rejections all rejections, in order
	 * @param details the frames with what is known about them, in order
	 */
	public record Result(List<Payload> frames, Payload leftover, @Nullable Rejection rejection,
			List<Rejection> rejections, List<Frame> details) {

		public Result {
			frames = List.copyOf(frames);
			rejections = List.copyOf(rejections);
			details = List.copyOf(details);
		}

	}

	/**
	 * A frame.
	 *
	 * @param offset where it begins in the stream
	 * @param intact whether its checksum is right, or not checked
	 */
	public record Frame(Payload payload, long offset, boolean intact) {
	}

	private static final class Collector extends ChannelInboundHandlerAdapter {

		private final FrameDecoder decoder;

		private final List<Frame> frames = new ArrayList<>();

		private final List<Rejection> rejections = new ArrayList<>();

		Collector(FrameDecoder decoder) {
			this.decoder = decoder;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof ByteBuf frame) {
				this.frames.add(new Frame(Payload.owning(ByteBufUtil.getBytes(frame)), this.decoder.frameOffset(),
						this.decoder.isIntact()));
				frame.release();
			}
			else if (message instanceof Rejection one) {
				this.rejections.add(one);
			}
		}

		private Result result(Payload leftover) {
			return new Result(this.frames.stream().map(Frame::payload).toList(), leftover,
					this.rejections.isEmpty() ? null : this.rejections.get(0), this.rejections, this.frames);
		}

	}

}
