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
 * slows the device down. What was read already is buffered and passed on later: one read,
 * or at the end of the stream all that the kernel has of it. Used on the connection's
 * event loop.
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

	/**
	 * While something is passed on nothing else may be, as it would overtake the rest.
	 */
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
	 * Whether reading is stopped; the device may not be silent then.
	 */
	boolean isClosed() {
		return !this.reasons.isEmpty();
	}

	/**
	 * Handlers that wait for the rest of something, such as a TLS record, request reads
	 * even if auto-read is off. Such requests are dropped while reading is stopped.
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
			// No more frames are accepted, so there is no need to buffer.
			ReferenceCountUtil.release(message);
			return;
		}
		if (isClosed()) {
			hold(context, message);
			return;
		}
		pass(context, message);
		if (!isClosed() && !context.channel().config().isAutoRead()) {
			// Reading was stopped and resumed meanwhile.
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

	/** Counts a frame; reading pauses if there are too many per second. */
	void countFrame() {
		if (this.messages != null) {
			rest(this.messages.consumeIgnoringRateLimits(1));
		}
	}

	/**
	 * Sets how many bytes of an incomplete frame are buffered.
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
			// The end of the stream comes after the bytes that were read.
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
	 * The connection is closed: what was read is passed on, even if reading was stopped.
	 */
	private void passBuffered(ChannelHandlerContext context) {
		while (!this.buffer.isEmpty()) {
			pass(context, this.buffer.next());
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.resting != null) {
			// The timer may run for hours, and would keep everything of the connection in
			// memory.
			this.resting.cancel(false);
		}
		this.backpressure.forget(this);
		this.buffer.release();
	}

	/** An event: all connections together buffer too much, and this one has to close. */
	enum TooMuchBuffered {

		/** The only one. */
		INSTANCE

	}

	/** Why a connection is not read. */
	enum Reason {

		/** The journal's inbox is full. */
		JOURNAL,

		/** The device exceeds its rate. */
		RATE,

		/** Too many of its messages are not durable, or not acknowledged. */
		ACKNOWLEDGEMENTS,

		/**
		 * The process is overloaded, and this connection is one of those with the most
		 * traffic.
		 */
		OVERLOAD,

		/** The connection is about to close. */
		CLOSING

	}

}
