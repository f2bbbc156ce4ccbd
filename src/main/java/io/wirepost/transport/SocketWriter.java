package io.wirepost.transport;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a connection's socket: a bounded number of bytes may wait, each until a
 * deadline. Safe for all threads; callbacks run on the connection's event loop, unless
 * that has shut down.
 */
final class SocketWriter {

	private final Channel channel;

	private final ConnectionProfile profile;

	private final Runnable giveUp;

	private final AtomicLong pending = new AtomicLong();

	private Runnable onWritten = () -> {
	};

	private volatile long lastWriteNanos = System.nanoTime();

	private volatile boolean timedOut;

	/**
	 * @param giveUp closes the connection of a device that does not read
	 */
	SocketWriter(Channel channel, ConnectionProfile profile, Runnable giveUp) {
		this.channel = channel;
		this.profile = profile;
		this.giveUp = giveUp;
	}

	/**
	 * Sets a callback for each time that fewer bytes wait. Has to be set before anything
	 * is written.
	 */
	void onWritten(Runnable listener) {
		this.onWritten = listener;
	}

	/** The number of bytes that wait to be written. */
	long pending() {
		return this.pending.get();
	}

	/** When bytes last left, on the monotonic clock. */
	long lastWriteNanos() {
		return this.lastWriteNanos;
	}

	/**
	 * Writes bytes if there is room for them. One frame may exceed the buffer if nothing
	 * else waits.
	 * @param done called with a failure, or with null once the last byte has left
	 */
	void writeIfRoom(ByteBuf bytes, Consumer<@Nullable WriteFailedException> done) {
		int size = bytes.readableBytes();
		long before = this.pending.getAndUpdate((now) -> fits(now, size) ? now + size : now);
		if (fits(before, size)) {
			begin(bytes, size, done);
			return;
		}
		bytes.release();
		done.accept(new WriteFailedException(WriteFailedException.Reason.BUFFER_FULL,
				"%d bytes already wait to be written to this device; its limit is %d (limits.outbound-buffer)"
					.formatted(before, this.profile.outboundBuffer())));
	}

	private boolean fits(long pending, int size) {
		return pending == 0 || pending + size <= this.profile.outboundBuffer();
	}

	/** Writes bytes without a limit: the caller checks {@link #pending()}. */
	void write(ByteBuf bytes, Consumer<@Nullable WriteFailedException> done) {
		int size = bytes.readableBytes();
		this.pending.addAndGet(size);
		begin(bytes, size, done);
	}

	private void begin(ByteBuf bytes, int size, Consumer<@Nullable WriteFailedException> done) {
		Consumer<@Nullable WriteFailedException> finished = (failure) -> {
			this.pending.addAndGet(-size);
			this.onWritten.run();
			done.accept(failure);
		};
		EventLoop loop = this.channel.eventLoop();
		if (loop.inEventLoop()) {
			writeNow(bytes, finished);
			return;
		}
		try {
			loop.execute(() -> writeNow(bytes, finished));
		}
		catch (RejectedExecutionException ex) {
			bytes.release();
			finished.accept(notWritten());
		}
	}

	private void writeNow(ByteBuf bytes, Consumer<@Nullable WriteFailedException> done) {
		if (!this.channel.isActive()) {
			bytes.release();
			done.accept(notWritten());
			return;
		}
		ChannelFuture written = this.channel.writeAndFlush(bytes);
		if (!written.isDone()) {
			ScheduledFuture<?> deadline = this.channel.eventLoop()
				.schedule(this::timeOut, this.profile.timeouts().write().toNanos(), TimeUnit.NANOSECONDS);
			written.addListener((future) -> deadline.cancel(false));
		}
		written.addListener((future) -> {
			if (future.isSuccess()) {
				this.lastWriteNanos = System.nanoTime();
				done.accept(null);
			}
			else {
				done.accept(this.timedOut ? tooSlow() : closed());
			}
		});
	}

	private void timeOut() {
		this.timedOut = true;
		this.giveUp.run();
	}

	static WriteFailedException notWritten() {
		return new WriteFailedException(WriteFailedException.Reason.NOT_WRITTEN,
				"The connection had closed before the message could be written");
	}

	private static WriteFailedException closed() {
		return new WriteFailedException(WriteFailedException.Reason.CLOSED,
				"The connection closed before the message was completely written");
	}

	private WriteFailedException tooSlow() {
		return new WriteFailedException(WriteFailedException.Reason.WRITE_TIMEOUT,
				"The device did not read within %d ms (timeouts.write); its connection is closed"
					.formatted(this.profile.timeouts().write().toMillis()));
	}

}
