package io.wirepost.framing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import io.wirepost.framing.rejection.Rejection;
import io.wirepost.message.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream of bytes through a framing's decoder, in reads as the test wants them. Checks
 * with every read that what is rejected are the stream's own bytes, and at the end that
 * no buffer is left.
 */
final class TestStream implements AutoCloseable {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

	private final FrameDecoder decoder;

	private final EmbeddedChannel channel;

	private final Sent sent = new Sent();

	private final List<Object> received = new ArrayList<>();

	private final List<Long> offsets = new ArrayList<>();

	TestStream(Framing framing) {
		this.decoder = framing.newDecoder();
		this.channel = new EmbeddedChannel(this.decoder, new Receiver());
		this.channel.config().setAllocator(this.allocator);
		this.channel.freezeTime();
	}

	/** Each of these is one read. */
	TestStream read(byte[]... chunks) {
		for (byte[] chunk : chunks) {
			this.sent.writeBytes(chunk);
			// As it comes from handlers before: not always at the beginning of a buffer.
			ByteBuf buffer = this.allocator.buffer().writeByte('\r').writeBytes(chunk).skipBytes(1);
			this.channel.writeInbound(buffer);
			checkPending();
		}
		return this;
	}

	TestStream readByteByByte(byte[] bytes) {
		for (byte one : bytes) {
			read(new byte[] { one });
		}
		return this;
	}

	TestStream readSplit(byte[] bytes, int at) {
		return read(Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length));
	}

	TestStream silence(long millis) {
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
		return this;
	}

	/** Time goes by on an event loop that is busy with something else. */
	TestStream busy(long millis) {
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		return this;
	}

	/** The peer sends no more, but still reads. */
	TestStream shutdownInput() {
		this.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		return this;
	}

	@Override
	public void close() {
		this.channel.finish();
		assertThat(this.decoder.pendingBytes()).isZero();
		assertThat(memory()).as("bytes of buffers that nobody released").isZero();
	}

	List<Payload> frames() {
		return this.received.stream().filter(Payload.class::isInstance).map(Payload.class::cast).toList();
	}

	List<Rejection> rejections() {
		return this.received.stream().filter(Rejection.class::isInstance).map(Rejection.class::cast).toList();
	}

	/** Frames as payloads, and rejections, in their order. */
	List<Object> received() {
		return List.copyOf(this.received);
	}

	/** Frames as payloads, and rejections by their reason, in their order. */
	List<Object> outcome() {
		return this.received.stream()
			.map((one) -> (one instanceof Rejection rejection) ? rejection.reason() : one)
			.toList();
	}

	byte[] joined() {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		frames().forEach((frame) -> all.writeBytes(frame.toByteArray()));
		return all.toByteArray();
	}

	boolean isLost() {
		return rejections().stream().anyMatch(Rejection::fatal);
	}

	int pendingBytes() {
		return this.decoder.pendingBytes();
	}

	long memory() {
		return this.allocator.metric().usedHeapMemory() + this.allocator.metric().usedDirectMemory();
	}

	/** Where each frame began. */
	List<Long> offsets() {
		return this.offsets;
	}

	/** What a decoder holds is what came last, and it can show the first of that. */
	private void checkPending() {
		int pending = this.decoder.pendingBytes();
		int begin = this.sent.size() - pending;
		assertThat(this.decoder.pendingHead().toByteArray())
			.isEqualTo(this.sent.part(begin, Math.min(pending, Rejection.HEAD_BYTES)));
	}

	private void check(Rejection rejection) {
		int begin = (int) rejection.offset();
		int kept = (int) Math.min(rejection.size(), Rejection.HEAD_BYTES);
		assertThat(rejection.size()).isPositive();
		assertThat(begin + rejection.size()).isLessThanOrEqualTo(this.sent.size());
		assertThat(rejection.first().toByteArray()).isEqualTo(this.sent.part(begin, kept));
	}

	/** All that was sent; a part of it is taken for each read and rejection. */
	private static final class Sent extends ByteArrayOutputStream {

		byte[] part(int begin, int size) {
			Objects.checkFromIndexSize(begin, size, this.count);
			return Arrays.copyOfRange(this.buf, begin, begin + size);
		}

	}

	/** Lets go of each frame at once, as a connection does. */
	private final class Receiver extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof ByteBuf frame) {
				TestStream.this.received.add(Payload.owning(ByteBufUtil.getBytes(frame)));
				TestStream.this.offsets.add(TestStream.this.decoder.frameOffset());
				frame.release();
			}
			else {
				check((Rejection) message);
				TestStream.this.received.add(message);
			}
		}

	}

}
