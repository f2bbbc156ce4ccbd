package io.wirepost.engine.rocksdb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.wirepost.journal.JournalSettings;
import io.wirepost.message.DeviceMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to become durable, in the order in which they came: a linked queue
 * of which any thread puts to the end and the writer alone takes. Its bound is for those
 * who ask; whoever puts is never refused, since the frame has been read already.
 */
final class Inbox {

	/**
	 * Of the heap: each thread that puts may put one more frame, and the writer has a
	 * copy of what it writes.
	 */
	private static final int SHARE = 8;

	private final int maxMessages;

	private final long maxBytes;

	private final AtomicLong messages = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicReference<Pending> last;

	private final List<Runnable> onRoom = new CopyOnWriteArrayList<>();

	private volatile boolean full;

	private volatile @Nullable Thread waiting;

	/** Stands for what was taken before anything was put. */
	private final Pending nothing = new Pending(null);

	/** Taken already; the writer's. */
	private Pending first;

	Inbox(JournalSettings.Inbox bound) {
		this(bound, Runtime.getRuntime().maxMemory());
	}

	/**
	 * @param heap bytes that the heap may have
	 */
	Inbox(JournalSettings.Inbox bound, long heap) {
		this.maxMessages = bound.messages();
		this.maxBytes = Math.min(bound.size().toBytes(), heap / SHARE);
		this.first = this.nothing;
		this.last = new AtomicReference<>(this.first);
	}

	Pending put(DeviceMessage message) {
		Pending pending = new Pending(message);
		this.messages.incrementAndGet();
		this.bytes.addAndGet(message.payload().size());
		this.last.getAndSet(pending).next(pending);
		Thread thread = this.waiting;
		if (thread != null) {
			LockSupport.unpark(thread);
		}
		return pending;
	}

	/**
	 * The message that was put last: with it, all before it are durable. Null if there
	 * never was one.
	 */
	@Nullable Pending latest() {
		Pending latest = this.last.get();
		return (latest != this.nothing) ? latest : null;
	}

	/** The next message, for the writer; null if there is none. */
	@Nullable Pending poll() {
		Pending next = this.first.next();
		while (next == null && this.first != this.last.get()) {
			// Its thread is between the two steps of putting it there.
			Thread.onSpinWait();
			next = this.first.next();
		}
		if (next != null) {
			// Or a future kept by someone would keep all that came after it.
			this.first.next(null);
			this.first = next;
		}
		return next;
	}

	/** Waits for a message, for the writer; may return without one. */
	void await(long nanos) {
		this.waiting = Thread.currentThread();
		if (this.first == this.last.get()) {
			LockSupport.parkNanos(this, nanos);
		}
		this.waiting = null;
	}

	/** How many messages are not durable yet. */
	long waiting() {
		return this.messages.get();
	}

	/** 1 at the bound. */
	double fill() {
		return Math.max(this.messages.get() / (double) this.maxMessages, this.bytes.get() / (double) this.maxBytes);
	}

	boolean hasRoom() {
		if (isBelow(this.maxMessages, this.maxBytes)) {
			return true;
		}
		// First the mark, then another look: the writer does it the other way round, so
		// one
		// of the two sees the other.
		this.full = true;
		return isBelow(this.maxMessages, this.maxBytes);
	}

	private boolean isBelow(long messages, long bytes) {
		return this.messages.get() < messages && this.bytes.get() < bytes;
	}

	void onRoom(Runnable listener) {
		this.onRoom.add(listener);
	}

	/** Tells that messages left for good. Calls back who found the inbox full. */
	void left(int messages, long bytes) {
		this.messages.addAndGet(-messages);
		this.bytes.addAndGet(-bytes);
		if (this.full && isBelow(this.maxMessages / 2 + 1, this.maxBytes / 2 + 1)) {
			this.full = false;
			this.onRoom.forEach(Listeners::call);
		}
	}

}
