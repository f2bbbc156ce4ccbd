package io.wirepost.transport;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a device an acknowledgement for each durable message, many in one write. Also
 * limits how many messages of a connection may wait to become durable, with or without
 * acknowledgements. Safe for all threads.
 */
final class Acknowledgements {

	private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

	/**
	 * The most messages of one connection that may wait to become durable: the journal's
	 * inbox is first in, first out, so that a flooding device would fill it and delay all
	 * others.
	 */
	static final int MOST_OWED = 8192;

	/** The most bytes of acknowledgements in one write. */
	private static final int SLICE = 64 * 1024;

	private final Channel channel;

	private final ConnectionProfile profile;

	private final SocketWriter writer;

	private final FlowControlHandler flowControl;

	private final Runnable told;

	/** Messages that are not durable or not acknowledged yet. */
	private final AtomicInteger owed = new AtomicInteger();

	/** Messages that are durable, but not acknowledged yet. */
	private final AtomicInteger due = new AtomicInteger();

	/** Whether reading is paused until fewer messages are owed. */
	private final AtomicBoolean full = new AtomicBoolean();

	/**
	 * @param told called on the event loop each time acknowledgements were sent
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

	/** A message was appended to the journal. Called on the event loop. */
	void expect() {
		this.owed.incrementAndGet();
		if (!hasRoom()) {
			readNoMore();
		}
	}

	/** Whether no acknowledgement is owed. */
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
		// No acknowledgement to send: the event loop is woken only if reading is paused.
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
			// The process stops, and the connection is gone.
			this.due.set(0);
		}
	}

	/**
	 * Owed acknowledgements count as if they already waited to be written: all messages
	 * that one connection put into the inbox may become durable at once, while the device
	 * does not read.
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
		// Reading resumes when owed messages become durable and waiting bytes are
		// written.
		this.flowControl.close(FlowControlHandler.Reason.ACKNOWLEDGEMENTS);
		this.full.set(true);
		if (hasRoom() && this.full.compareAndSet(true, false)) {
			// The messages became durable before the mark was set. Resume later, as this
			// may be in the middle of passing on a read.
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
			// Netty's own error, for direct memory; the process need not end.
			LOG.warn("Closing the connection of a device whose acknowledgements cannot be written", ex);
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
			// After the write: at the end of a stream the connection closes once nothing
			// is owed.
			this.owed.addAndGet(-some);
		}
	}

	private void write(byte[] one, int count) {
		ByteBuf all = this.channel.alloc().buffer(count * one.length);
		for (int i = 0; i < count; i++) {
			all.writeBytes(one);
		}
		this.writer.write(all, (failure) -> {
			// The writer closes the connection of a device that does not read.
		});
	}

}
