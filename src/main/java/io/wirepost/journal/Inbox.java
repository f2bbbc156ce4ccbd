package io.wirepost.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Messages and changes that wait to become durable, in the order of their submission: a
 * linked queue that any thread appends to and only the commit thread takes from. Its
 * bound counts messages and is only checked by {@link #hasRoom()}; an append is never
 * refused, because its frame has been read already. Changes are bounded by the features
 * that submit them.
 */
final class Inbox {

	/**
	 * The share of the heap that payloads may take is one in so many: each thread may
	 * append one more frame, and the engine copies what it writes.
	 */
	private static final int SHARE = 8;

	private final int maxMessages;

	private final long maxBytes;

	private final AtomicLong messages = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicReference<Pending<?>> last;

	private final List<Runnable> onRoom = new CopyOnWriteArrayList<>();

	private volatile boolean full;

	private volatile @Nullable Thread waiting;

	/** The end of the queue before the first entry. */
	private final Pending<?> nothing = new Submission(List.of());

	/** The last entry that was taken; for the commit thread. */
	private Pending<?> first;

	Inbox(JournalSettings.Inbox bound) {
		this(bound, Runtime.getRuntime().maxMemory());
	}

	/**
	 * @param heap the maximum size of the heap in bytes
	 */
	Inbox(JournalSettings.Inbox bound, long heap) {
		this.maxMessages = bound.messages();
		this.maxBytes = Math.min(bound.size().toBytes(), heap / SHARE);
		this.first = this.nothing;
		this.last = new AtomicReference<>(this.first);
	}

	void put(PendingMessage message) {
		this.messages.incrementAndGet();
		this.bytes.addAndGet(message.message().size());
		link(message);
	}

	void put(Submission submission) {
		link(submission);
	}

	private void link(Pending<?> pending) {
		this.last.getAndSet(pending).next(pending);
		Thread thread = this.waiting;
		if (thread != null) {
			LockSupport.unpark(thread);
		}
	}

	/**
	 * The entry that was put last: when it is durable, so are all before it. Null if
	 * there never was one.
	 */
	@Nullable Pending<?> latest() {
		Pending<?> latest = this.last.get();
		return (latest != this.nothing) ? latest : null;
	}

	/** The next entry, for the commit thread; null if there is none. */
	@Nullable Pending<?> poll() {
		Pending<?> next = this.first.next();
		while (next == null && this.first != this.last.get()) {
			// The putting thread is between its two steps.
			Thread.onSpinWait();
			next = this.first.next();
		}
		if (next != null) {
			// Otherwise a future that someone holds would hold all later entries.
			this.first.next(null);
			this.first = next;
		}
		return next;
	}

	/** Waits for an entry, for the commit thread; may return without one. */
	void await(long nanos) {
		this.waiting = Thread.currentThread();
		if (isEmpty()) {
			LockSupport.parkNanos(this, nanos);
		}
		this.waiting = null;
	}

	/** Whether nothing waits to be taken. For the commit thread. */
	boolean isEmpty() {
		return this.first == this.last.get();
	}

	/** The number of messages that are not durable yet. */
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
		// Set the mark, then check again. The commit thread removes messages first and
		// then checks the mark, so one of the two notices the other.
		this.full = true;
		return isBelow(this.maxMessages, this.maxBytes);
	}

	private boolean isBelow(long messages, long bytes) {
		return this.messages.get() < messages && this.bytes.get() < bytes;
	}

	void onRoom(Runnable listener) {
		this.onRoom.add(listener);
	}

	/** Messages are durable. Calls the listeners if the inbox was found full. */
	void left(int messages, long bytes) {
		this.messages.addAndGet(-messages);
		this.bytes.addAndGet(-bytes);
		if (this.full && isBelow(this.maxMessages / 2 + 1, this.maxBytes / 2 + 1)) {
			this.full = false;
			this.onRoom.forEach(Callbacks::call);
		}
	}

}
