package io.wirepost.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.bucket4j.Bucket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.wirepost.overload.FileDescriptors;
import io.wirepost.overload.Overload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts a listener's connections: refuses those beyond its limits, and pauses while the
 * process is short of file descriptors or overloaded; connections then wait in the
 * kernel's queue. Used on the acceptors' event loop.
 */
// Sharable because a listener may close its port and bind it again.
@ChannelHandler.Sharable
public final class Acceptor extends ChannelInboundHandlerAdapter {

	private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

	private static final long REST_MILLIS = 250;

	private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final String listener;

	private final Limits limits;

	private final FileDescriptors descriptors;

	private final Overload overload;

	private final ConnectionMetrics metrics;

	private final @Nullable Bucket rate;

	private final AtomicInteger open = new AtomicInteger();

	private volatile boolean resting;

	private Runnable endOfWatch = () -> {
	};

	private long logged = System.nanoTime() - LOG_EVERY_NANOS;

	public Acceptor(String listener, Limits limits, FileDescriptors descriptors, Overload overload,
			ConnectionMetrics metrics) {
		this.listener = listener;
		this.limits = limits;
		this.descriptors = descriptors;
		this.overload = overload;
		this.metrics = metrics;
		this.rate = (limits.acceptRate() != null) ? RateLimits.perSecond(limits.acceptRate()) : null;
	}

	/** The number of open connections. */
	public int open() {
		return this.open.get();
	}

	/** Whether it is paused. */
	public boolean isResting() {
		return this.resting;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.endOfWatch = this.overload.onChange(() -> {
			if (!context.executor().isShuttingDown()) {
				context.executor().execute(() -> restIfOverloaded(context));
			}
		});
		restIfOverloaded(context);
		context.fireChannelActive();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.endOfWatch.run();
		this.resting = false;
		context.fireChannelInactive();
	}

	private void restIfOverloaded(ChannelHandlerContext context) {
		if (!this.overload.takesConnections()) {
			rest(context, Refusal.OVERLOAD);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Channel child = (Channel) message;
		Refusal refusal = refusal();
		if (refusal != null) {
			this.metrics.refused(refusal);
			child.unsafe().closeForcibly();
			return;
		}
		this.open.incrementAndGet();
		this.descriptors.taken();
		child.closeFuture().addListener((closed) -> {
			this.open.decrementAndGet();
			this.descriptors.returned();
		});
		context.fireChannelRead(message);
		if (!this.descriptors.hasRoom()) {
			restFor(context, "the process has as many connections as its file descriptors allow");
		}
	}

	private @Nullable Refusal refusal() {
		if (this.open.get() >= this.limits.connections()) {
			return Refusal.CONNECTIONS;
		}
		return (this.rate != null && !this.rate.tryConsume(1)) ? Refusal.ACCEPT_RATE : null;
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		restFor(context, String.valueOf(cause.getMessage()));
	}

	private void restFor(ChannelHandlerContext context, String why) {
		if (rest(context, Refusal.FILE_DESCRIPTORS) && System.nanoTime() - this.logged >= LOG_EVERY_NANOS) {
			this.logged = System.nanoTime();
			LOG.warn("Listener {} accepts no connections for now: {}; raise the limit of open files (ulimit -n)",
					this.listener, why);
		}
	}

	/** Pauses accepting. Returns false if it is paused already. */
	private boolean rest(ChannelHandlerContext context, Refusal reason) {
		if (this.resting) {
			return false;
		}
		this.resting = true;
		this.metrics.refused(reason);
		context.channel().config().setAutoRead(false);
		goOnLater(context);
		return true;
	}

	private void goOnLater(ChannelHandlerContext context) {
		context.executor().schedule(() -> {
			if (!context.channel().isOpen()) {
				return;
			}
			if (!this.descriptors.hasRoom() || !this.overload.takesConnections()) {
				goOnLater(context);
				return;
			}
			this.resting = false;
			context.channel().config().setAutoRead(true);
		}, REST_MILLIS, TimeUnit.MILLISECONDS);
	}

}
