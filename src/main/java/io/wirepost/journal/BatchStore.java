package io.wirepost.journal;

import io.wirepost.message.DeviceId;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * What an engine does for {@link GroupCommit}: it writes batches. Everything else, the
 * inbox, its bound, ids, retries, is the commit thread's.
 */
public interface BatchStore {

	/**
	 * Writes all of a batch or none of it, durable on return, with one sync. An empty
	 * batch proves that the store can be written.
	 * <p>
	 * Answers each submission. One that cannot be written by a fault of its own is
	 * failed, and the others are written. A batch that failed is given again, the same
	 * with the same {@link Batch#number()}: it may have been written, and must not be
	 * there twice then. Called on the commit thread only.
	 * @return false if nothing had to be written, so that there was no sync
	 * @throws JournalUnavailableException if it cannot be written now, with a sentence
	 * for an operator
	 */
	boolean write(Batch batch);

	/**
	 * Whether an empty batch should be written though nothing waits: the store failed, or
	 * has something to do that only a write does. Called on the commit thread.
	 */
	boolean isIdleWriteDue();

	/** The last id ever written, also of a message that is gone; null for none. */
	@Nullable MessageId last();

	/**
	 * Removes the durable messages of a device, as {@link MessageEraser#erase}. Blocks.
	 */
	long erase(DeviceId device);

}
