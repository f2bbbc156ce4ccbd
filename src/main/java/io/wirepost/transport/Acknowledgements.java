package io.wirepost.transport;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a device that its messages are durable: as many acknowledgements as there are
 * such messages, written many at once. Sees to it that not too many wait for that, also
 * of a device that is not told. Safe for all threads.
 */
final class Acknowledgements {

	private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

	/**
	 * So many messages of one connection may wait to become durable: the journal's inbox
	 * is first in, first out, and a device that floods would fill it, with all others
	 * behind it.
	 */
	static final int MOST_OWED = 8192;

	/** Bytes of acknowledgements that are put together for one write. */
	private static final int SLICE = 64 * 1024;

	private final Channel channel;

	private final ConnectionProfile profile;

	private final SocketWriter writer;

	private final FlowControlHandler flowControl;

	private final Runnable told;

	/** Messages that are not durable yet, or whose device is not told yet. */
	private final AtomicInteger owed = new AtomicInteger();

	/** Messages that are durable, and whose device is not told yet. */
	private final AtomicInteger due = new AtomicInteger();

	/** Whether reading waits until less is owed. */
	private final AtomicBoolean full = new AtomicBoolean();

	/**
	 * @param told called on the event loop each time the device was told
	 */
	Acknowledgements(Channel channel, ConnectionProfile profile, SocketWriter writer, FlowControlHandler flowControl,
			Runnable told) {
		this.channel = channel;
		this.profile = profile;
		this.writer = writer;
		this.flowControl = flowControl;
		this.told = told;
		writer.onWritten(this::readOnceThereIsRoom);
	}

	/** A message is on its way to the journal. Called on the event loop. */
	void expect() {
		this.owed.incrementAndGet();
		if (!hasRoom()) {
			readNoMore();
		}
	}

	/** Whether the device is owed no acknowledgement. */
	boolean isEven() {
		return !this.profile.acknowledges() || this.owed.get() == 0;
	}

	/** A message is durable. Called on a thread of the journal. */
	void durable() {
		if (this.profile.acknowledges()) {
			if (this.due.getAndIncrement() == 0) {
				onEventLoop(this::tell);
			}
			return;
		}
		// Nobody is told: an event loop is woken only if reading waits for this.
		this.owed.decrementAndGet();
		if (this.full.get() && hasRoom() && this.full.compareAndSet(true, false)) {
			onEventLoop(this::readOnceThereIsRoom);
		}
	}

	private void onEventLoop(Runnable task) {
		try {
			this.channel.eventLoop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The process stops, and the connection is gone: there is nobody to tell.
			this.due.set(0);
		}
	}

	/**
	 * What the device is owed counts as if it waited to be written already: what one
	 * connection puts into the inbox before any of it is durable may be acknowledged all
	 * at once, to a device that does not read.
	 */
	private boolean hasRoom() {
		int count = this.owed.get();
		byte[] one = this.profile.acknowledgement();
		return count <= MOST_OWED
				&& (one == null || this.writer.pending() + (long) count * one.length <= this.profile.outboundBuffer());
	}

	private void readOnceThereIsRoom() {
		if (hasRoom()) {
			this.full.set(false);
			this.flowControl.open(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
		}
		else {
			readNoMore();
		}
	}

	private void readNoMore() {
		// What is owed will be durable, and what waits be written: both read on.
		this.flowControl.close(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
		this.full.set(true);
		if (hasRoom() && this.full.compareAndSet(true, false)) {
			// It was durable before it could be seen that reading waits for it; but this
			// may be in the middle of what was read.
			onEventLoop(this::readOnceThereIsRoom);
		}
	}

	private void tell() {
		int now = this.due.getAndSet(0);
		byte[] one = this.profile.acknowledgement();
		try {
			if (one != null && this.channel.isActive()) {
				tell(one, now);
			}
			else {
				this.owed.addAndGet(-now);
			}
		}
		catch (OutOfMemoryError ex) {
			// Netty's own, of the memory outside the heap, ends no process.
			LOG.warn("A device cannot be told that its messages are durable, and is hung up on", ex);
			this.channel.close();
			return;
		}
		readOnceThereIsRoom();
		this.told.run();
	}

	private void tell(byte[] one, int now) {
		int most = Math.max(1, SLICE / Math.max(1, one.length));
		for (int left = now; left > 0; left -= most) {
			int some = Math.min(left, most);
			write(one, some);
			// Not before: with the last of a stream the connection closes once nothing is
			// owed.
			this.owed.addAndGet(-some);
		}
	}

	private void write(byte[] one, int count) {
		ByteBuf all = this.channel.alloc().buffer(count * one.length);
		for (int i = 0; i < count; i++) {
			all.writeBytes(one);
		}
		this.writer.write(all, (failure) -> {
			// A device that cannot be told is about to be gone; the writer sees to that.
		});
	}

}
