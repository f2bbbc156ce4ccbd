package io.wirepost.delivery.reply;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of frames that are held until a reply of several frames, or an exchange, is
 * complete: a sixteenth of the heap for all together. Their JSON takes some four times as
 * much. Safe for all threads.
 */
public final class ReplyMemory {

	private final long most;

	private final AtomicLong held = new AtomicLong();

	ReplyMemory() {
		this(Runtime.getRuntime().maxMemory() / 16);
	}

	ReplyMemory(long most) {
		this.most = most;
	}

	/**
	 * Holds bytes until a future completes.
	 * @return false if there is no room for them
	 */
	public boolean hold(int bytes, CompletableFuture<?> until) {
		if (this.held.addAndGet(bytes) > this.most) {
			this.held.addAndGet(-bytes);
			return false;
		}
		until.whenComplete((done, failure) -> this.held.addAndGet(-bytes));
		return true;
	}

	/** The bytes that are held now. */
	long held() {
		return this.held.get();
	}

}
