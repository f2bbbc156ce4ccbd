package io.wirepost.journal;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * What an engine does for {@link GroupCommit}: it writes batches. Inbox, bounds, ids and
 * retries are the commit thread's.
 */
public interface BatchStore {

	/**
	 * Writes all of a batch or nothing, durable on return, with one sync. An empty batch
	 * checks that the store can be written.
	 * <p>
	 * Answers each submission. One that cannot be written because of its own fault is
	 * failed, and the others are written. A failed batch is given again, with the same
	 * {@link Batch#number()}: the failed attempt may have written it, and it must not be
	 * stored twice. Called on the commit thread only.
	 * @return false if nothing had to be written, so that there was no sync
	 * @throws JournalUnavailableException if it cannot be written now, with a sentence
	 * for operators
	 */
	boolean write(Batch batch);

	/**
	 * Whether an empty batch should be written although nothing waits: the store failed,
	 * or has work that only a write does. Called on the commit thread.
	 */
	boolean isIdleWriteDue();

	/**
	 * Registers who is told, on any thread, that followers may be able to read on without
	 * a batch of this process: others write too. It does not block.
	 */
	default void onReadable(Runnable listener) {
	}

	/** The last id ever written, even if its message is gone; null for none. */
	@Nullable MessageId last();

	/**
	 * Removes the durable messages of a device; see {@link MessageEraser#erase}. Blocks.
	 */
	long erase(DeviceId device);

}
