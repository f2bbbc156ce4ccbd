package io.wirepost.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.wirepost.framing.FrameDecoder;
import io.wirepost.framing.rejection.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that is silent for too long, does not identify itself in time, does
 * not complete its frame in time, or needs too much memory for it. Uses the monotonic
 * clock, so that clock changes close nothing. A timer is never moved: when it fires it
 * checks whether its time has come, so that a busy connection costs no timers. Used on
 * the connection's event loop.
 */
final class DeadlineHandler extends ChannelInboundHandlerAdapter {

	private final SocketConnection connection;

	private final ConnectionListener listener;

	private final FrameDecoder decoder;

	private final FlowControlHandler flowControl;

	private final Timeouts timeouts;

	private long lastRead = System.nanoTime();

	private long frameBegan;

	private long framesThen = -1;

	private @Nullable ScheduledFuture<?> silence;

	private @Nullable ScheduledFuture<?> identity;

	private @Nullable ScheduledFuture<?> frame;

	DeadlineHandler(SocketConnection connection, ConnectionListener listener, FrameDecoder decoder,
			FlowControlHandler flowControl) {
		this.connection = connection;
		this.listener = listener;
		this.decoder = decoder;
		this.flowControl = flowControl;
		this.timeouts = connection.profile().timeouts();
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		if (!this.timeouts.idle().isZero()) {
			this.silence = in(context, this.timeouts.idle().toNanos(), () -> silent(context));
		}
		if (!this.connection.isIdentified()) {
			this.identity = in(context, this.timeouts.firstFrame().toNanos(), this::unidentified);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.lastRead = System.nanoTime();
		if (message instanceof ByteBuf bytes) {
			this.connection.read(bytes.readableBytes());
		}
		context.fireChannelRead(message);
		if (!this.flowControl.awaitRest(this.decoder.pendingBytes())) {
			this.connection.refuse(Refusal.OVERLOAD);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event == FlowControlHandler.TooMuchBuffered.INSTANCE) {
			this.connection.refuse(Refusal.OVERLOAD);
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.fireChannelReadComplete();
		if (this.decoder.pendingBytes() == 0) {
			this.frameBegan = 0;
		}
		else if (this.frameBegan == 0 || this.framesThen != this.connection.framesIn()) {
			this.framesThen = this.connection.framesIn();
			this.frameBegan = System.nanoTime();
			if (this.frame == null) {
				this.frame = in(context, this.timeouts.frame().toNanos(), () -> unfinished(context));
			}
		}
	}

	private void silent(ChannelHandlerContext context) {
		// Writing to a device that has vanished is no sign of life. But a connection that
		// was dialled on demand exists because of what is written.
		long last = (this.connection.endpoint() != null) ? Math.max(this.lastRead, this.connection.lastWriteNanos())
				: this.lastRead;
		long silent = System.nanoTime() - last;
		long left = this.timeouts.idle().toNanos() - silent;
		if (this.flowControl.isClosed() || (this.connection.endpoint() != null && this.listener.isReplyAwaited())) {
			this.lastRead = System.nanoTime();
			left = this.timeouts.idle().toNanos();
		}
		if (left > 0) {
			this.silence = in(context, left, () -> silent(context));
		}
		else {
			this.connection.closeBecause(CloseReason.IDLE, "silent for " + words(this.timeouts.idle()));
		}
	}

	private void unidentified() {
		if (!this.connection.isIdentified()) {
			this.connection.refuse(Refusal.UNIDENTIFIED);
		}
	}

	private void unfinished(ChannelHandlerContext context) {
		this.frame = null;
		this.flowControl.awaitRest(this.decoder.pendingBytes());
		// A framing whose frames end by time passes them on between two reads.
		if (this.frameBegan == 0 || this.decoder.pendingBytes() == 0 || this.framesThen != this.connection.framesIn()) {
			this.frameBegan = 0;
			return;
		}
		long left = this.timeouts.frame().toNanos() - (System.nanoTime() - this.frameBegan);
		if (left > 0 || this.flowControl.isClosed()) {
			this.frame = in(context, Math.max(left, TimeUnit.SECONDS.toNanos(1)), () -> unfinished(context));
			return;
		}
		int pending = this.decoder.pendingBytes();
		String detail = "%d bytes of a frame arrived, but not its end within %s".formatted(pending,
				words(this.timeouts.frame()));
		if (this.decoder.skipPending(detail)) {
			// The next frame, if one has begun, has a deadline of its own.
			this.frameBegan = 0;
			channelReadComplete(context);
			return;
		}
		context.fireChannelRead(new Rejection(Rejection.Reason.FRAME_TIMEOUT, detail,
				this.connection.bytesRead() - pending, pending, this.decoder.pendingHead(), true));
	}

	private static String words(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

	private static ScheduledFuture<?> in(ChannelHandlerContext context, long nanos, Runnable task) {
		return context.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		cancel(this.silence);
		cancel(this.identity);
		cancel(this.frame);
		this.flowControl.awaitRest(0);
		context.fireChannelInactive();
	}

	private static void cancel(@Nullable ScheduledFuture<?> timer) {
		if (timer != null) {
			timer.cancel(false);
		}
	}

}
