package io.wirepost.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.wirepost.message.Payload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a device the answers to its frames, in the order of the frames: that of a message
 * once it is durable, that of a frame that is not kept once all before it are sent. Many
 * go in one write. Also limits how many messages of a connection may wait to become
 * durable, with or without answers. Safe for all threads; {@link #expect} and
 * {@link #answer} are called on the event loop.
 */
final class Acknowledgements {

	private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

	/**
	 * The most messages of one connection that may wait to become durable: the journal's
	 * inbox is first in, first out, so that a flooding device would fill it and delay all
	 * others.
	 */
	static final int MOST_OWED = 8192;

	/**
	 * How many bytes of answers may exceed the outbound buffer: all frames of one read
	 * are answered before reading pauses. A connection that is owed more is closed.
	 */
	static final int MOST_BEYOND = 4 * 1024 * 1024;

	/** About the most bytes of answers in one write. */
	private static final int SLICE = 64 * 1024;

	private final Channel channel;

	private final ConnectionProfile profile;

	private final SocketWriter writer;

	private final FlowControlHandler flowControl;

	private final Runnable told;

	/** Messages that are not durable or not answered yet. */
	private final AtomicInteger owed = new AtomicInteger();

	/** Messages that are durable, but not answered yet. */
	private final AtomicInteger due = new AtomicInteger();

	/** Whether reading is paused until fewer messages are owed. */
	private final AtomicBoolean full = new AtomicBoolean();

	/** Frames in their order, where any may be answered. Used on the event loop. */
	private final Deque<Owed> inOrder = new ArrayDeque<>();

	/** The bytes of answers in {@link #inOrder}. */
	private long owedBytes;

	/** The bytes of answers that wait to be written. Used on the event loop. */
	private long unwrittenBytes;

	private boolean closing;

	/** Whether answers that wait for nothing are sent once this read is handled. */
	private boolean scheduled;

	/**
	 * @param told called on the event loop each time answers were sent
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

	/**
	 * A message was appended to the journal.
	 * @param answer what the device is answered once it is durable; null for nothing
	 * @param close whether the connection closes behind the answer
	 */
	void expect(@Nullable Payload answer, boolean close) {
		this.owed.incrementAndGet();
		if (this.profile.answers()) {
			add(new Owed(answer, true, close));
		}
		if (!hasRoom()) {
			readNoMore();
		}
	}

	/**
	 * A frame that is not kept is answered, behind those before it.
	 * @param answer null for nothing
	 * @param close whether the connection closes behind the answer
	 */
	void answer(@Nullable Payload answer, boolean close) {
		if (answer == null && !close) {
			return;
		}
		add(new Owed(answer, false, close));
		if (!this.scheduled) {
			// One write for the answers to all frames of this read.
			this.scheduled = true;
			onEventLoop(this::tell);
		}
		if (!hasRoom()) {
			readNoMore();
		}
	}

	private void add(Owed one) {
		this.inOrder.add(one);
		this.owedBytes += one.size();
	}

	/** Whether the answers to one read are more than a connection may hold. */
	boolean isTooMuch() {
		return this.owedBytes > this.profile.outboundBuffer() + MOST_BEYOND;
	}

	/** Whether no answer is owed. */
	boolean isEven() {
		return !this.profile.answers() || (this.owed.get() == 0 && this.inOrder.isEmpty());
	}

	/** Whether an answer was sent behind which the connection closes. */
	boolean isClosing() {
		return this.closing;
	}

	/** A message is durable. Called on a thread of the journal. */
	void durable() {
		if (this.profile.answers()) {
			if (this.due.getAndIncrement() == 0) {
				onEventLoop(this::tell);
			}
			return;
		}
		// No answer to send: the event loop is woken only if reading is paused.
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
	 * Owed answers count as if they already waited to be written: all messages that one
	 * connection put into the inbox may become durable at once, while the device does not
	 * read. On other threads than the event loop only where nothing is answered.
	 */
	private boolean hasRoom() {
		return this.owed.get() <= MOST_OWED && (!this.profile.answers()
				|| (this.inOrder.size() <= MOST_OWED && (this.owedBytes + this.unwrittenBytes == 0
						|| this.writer.pending() + this.owedBytes <= this.profile.outboundBuffer())));
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
		this.scheduled = false;
		int durable = this.due.getAndSet(0);
		try {
			while (hasNext(durable)) {
				durable -= tellSome(durable);
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

	/** Whether the next frame in order may be answered. */
	private boolean hasNext(int durable) {
		Owed next = this.inOrder.peek();
		return next != null && !this.closing && (!next.kept() || durable > 0);
	}

	/**
	 * Sends answers, as many as go into one write.
	 * @param durable how many messages are durable and not answered
	 * @return how many messages were answered
	 */
	private int tellSome(int durable) {
		ByteBuf answers = null;
		int messages = 0;
		while (hasNext(durable - messages) && (answers == null || answers.readableBytes() < SLICE)) {
			Owed next = this.inOrder.remove();
			this.owedBytes -= next.size();
			messages += next.kept() ? 1 : 0;
			this.closing = next.close();
			if (next.answer() != null && this.channel.isActive()) {
				answers = (answers != null) ? answers : this.channel.alloc().buffer();
				answers.writeBytes(next.answer().asByteBuffer());
			}
		}
		if (answers != null) {
			int size = answers.readableBytes();
			this.unwrittenBytes += size;
			this.writer.write(answers, (failure) -> {
				// The writer closes the connection of a device that does not read.
				this.unwrittenBytes -= size;
				readOnceThereIsRoom();
			});
		}
		// After the write: at the end of a stream the connection closes once nothing is
		// owed.
		this.owed.addAndGet(-messages);
		return messages;
	}

	/**
	 * A frame that is to be answered in its turn.
	 *
	 * @param answer null for nothing
	 * @param kept whether it is answered only once it is durable
	 * @param close whether the connection closes behind the answer
	 */
	private record Owed(@Nullable Payload answer, boolean kept, boolean close) {

		int size() {
			return (this.answer != null) ? this.answer.size() : 0;
		}

	}

}
