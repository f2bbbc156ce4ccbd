package io.wirepost.transport;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.bucket4j.Bucket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.wirepost.overload.MemoryBudget;
import io.wirepost.overload.MemoryBudgets;
import org.jspecify.annotations.Nullable;

/**
 * Stops reading a connection's socket while there is a reason to, so that TCP itself
 * slows the device down. What was read before the gate closed is held, and goes on when
 * it opens: what one read brought, or at the end of the stream what the kernel had of it.
 * Used on the connection's event loop.
 */
public final class FlowControlHandler extends ChannelDuplexHandler {

	private final Backpressure backpressure;

	private final @Nullable Bucket messages;

	private final @Nullable Bucket bytes;

	private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

	private final ReadBuffer buffer;

	private final MemoryBudget.Part unfinishedFrame;

	private @Nullable ChannelHandlerContext context;

	private long restUntil;

	private @Nullable ScheduledFuture<?> resting;

	/** While something passes, nothing else does: it would overtake the rest of it. */
	private boolean passing;

	public FlowControlHandler(Backpressure backpressure, MemoryBudgets budgets, Limits limits) {
		this.backpressure = backpressure;
		this.buffer = new ReadBuffer(budgets.endedStreams());
		this.unfinishedFrame = budgets.unfinishedFrames().part();
		Integer perSecond = limits.messagesPerSecond();
		this.messages = (perSecond != null) ? RateLimits.perSecond(perSecond) : null;
		this.bytes = (limits.bytesPerSecond() != null) ? RateLimits.perSecond(limits.bytesPerSecond().toBytes()) : null;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Whether it is Wirepost that does not read, rather than the device that is silent.
	 */
	boolean isClosed() {
		return !this.reasons.isEmpty();
	}

	/**
	 * Whoever waits for the rest of something, such as a TLS record, asks for more
	 * whether sockets are read by themselves or not: not while the gate is closed.
	 */
	@Override
	public void read(ChannelHandlerContext context) {
		if (!isClosed()) {
			context.read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		lookForRoom();
		if (this.reasons.contains(Reason.CLOSING)) {
			// No frame is taken any more: there is nothing to hold it for.
			ReferenceCountUtil.release(message);
			return;
		}
		if (isClosed()) {
			hold(context, message);
			return;
		}
		pass(context, message);
		if (!isClosed() && !context.channel().config().isAutoRead()) {
			// It closed meanwhile, and is open again.
			readOn(context);
		}
	}

	private void hold(ChannelHandlerContext context, Object message) {
		if (!this.buffer.add(message)) {
			context.fireUserEventTriggered(TooMuchBuffered.INSTANCE);
		}
	}

	private void pass(ChannelHandlerContext context, Object message) {
		this.passing = true;
		try {
			passNow(context, message);
		}
		finally {
			this.passing = false;
		}
	}

	private void passNow(ChannelHandlerContext context, Object message) {
		if (this.bytes != null && message instanceof ByteBuf chunk) {
			rest(this.bytes.consumeIgnoringRateLimits(Math.max(1, chunk.readableBytes())));
		}
		if (message instanceof ChannelInputShutdownEvent) {
			context.fireUserEventTriggered(message);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	/** A frame has come: too many in a second, and reading rests a while. */
	void countFrame() {
		if (this.messages != null) {
			rest(this.messages.consumeIgnoringRateLimits(1));
		}
	}

	/**
	 * So many bytes of a frame have come, but not its rest.
	 * @return false if all connections together hold too much
	 */
	boolean awaitRest(int bytes) {
		return this.unfinishedFrame.hold(bytes);
	}

	private void rest(long nanos) {
		if (nanos > 0 && this.context != null) {
			this.restUntil = System.nanoTime() + nanos;
			if (!this.reasons.contains(Reason.RATE)) {
				close(Reason.RATE);
				rested(this.context);
			}
		}
	}

	private void rested(ChannelHandlerContext context) {
		long left = this.restUntil - System.nanoTime();
		if (left > 0) {
			this.resting = context.executor().schedule(() -> rested(context), left, TimeUnit.NANOSECONDS);
		}
		else {
			open(Reason.RATE);
		}
	}

	void close(Reason reason) {
		this.reasons.add(reason);
		if (this.context != null) {
			this.context.channel().config().setAutoRead(false);
		}
	}

	void open(Reason reason) {
		if (this.reasons.remove(reason) && !isClosed() && !this.passing && this.context != null) {
			readOn(this.context);
		}
	}

	private void readOn(ChannelHandlerContext context) {
		goOn(context);
		if (!isClosed()) {
			context.channel().config().setAutoRead(true);
			context.read();
		}
	}

	private void goOn(ChannelHandlerContext context) {
		boolean any = false;
		while (!isClosed() && !this.buffer.isEmpty()) {
			lookForRoom();
			if (!isClosed()) {
				pass(context, this.buffer.next());
				any = true;
			}
		}
		if (any) {
			context.fireChannelReadComplete();
		}
	}

	private void lookForRoom() {
		if (!this.reasons.contains(Reason.JOURNAL) && !this.backpressure.hasRoom()) {
			close(Reason.JOURNAL);
			this.backpressure.await(this);
		}
	}

	/** There is room in the journal's inbox. May be called on any thread. */
	void roomAgain() {
		if (this.context != null && !this.context.executor().isShuttingDown()) {
			this.context.executor().execute(() -> open(Reason.JOURNAL));
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (isClosed() && event instanceof ChannelInputShutdownEvent) {
			// The end of the stream comes after what was read of it.
			hold(context, event);
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		passBuffered(context);
		context.fireChannelInactive();
	}

	/**
	 * The connection is gone: what was read of it is not lost, though the gate is closed.
	 */
	private void passBuffered(ChannelHandlerContext context) {
		while (!this.buffer.isEmpty()) {
			pass(context, this.buffer.next());
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.resting != null) {
			// It may be for hours, and would keep all that belongs to the connection.
			this.resting.cancel(false);
		}
		this.backpressure.forget(this);
		this.buffer.release();
	}

	/** An event: all connections together hold too much, and this one is to go. */
	enum TooMuchBuffered {

		/** The only one. */
		INSTANCE

	}

	/** Why a connection is not read. */
	enum Reason {

		/** The journal's inbox is full. */
		JOURNAL,

		/** The device sends faster than it may. */
		RATE,

		/** Too many of its messages are not durable, or not acknowledged. */
		ACKNOWLEDGEMENTS,

		/** There is too much load, and the device is one of the noisiest. */
		OVERLOAD,

		/** The connection is about to close. */
		CLOSING

	}

}
