package io.wirepost.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.wirepost.message.DeviceMessage;

/**
 * Takes every message, in the order in which it was appended, and keeps it until
 * retention drops it. {@link MessageReader} reads them, {@link JournalFollower} follows.
 * Safe for all threads; no method blocks.
 */
public interface MessageJournal {

	/**
	 * Takes a message to its place at the end. What one thread appends keeps its order.
	 * <p>
	 * While the engine cannot write, messages wait in the inbox and are tried again until
	 * they are durable; they are not dropped. Callers that can wait look at
	 * {@link #hasRoom()} first: an append beyond the bound is still taken, so that a
	 * frame already read is never lost.
	 * @param message a message without an id
	 * @return completes with the message and its id when it is durable, on a thread of
	 * the journal that must not be blocked; completes with
	 * {@link JournalUnavailableException} only if the process stops before
	 */
	CompletableFuture<DeviceMessage> append(DeviceMessage message);

	/**
	 * Appends a message together with changes: one batch has them all, so one sync makes
	 * them durable, and a crash leaves all or none.
	 * @param alongside gives the changes, empty for none, once the message has its id.
	 * Called on the commit thread, once or more; must not block
	 */
	CompletableFuture<DeviceMessage> append(DeviceMessage message,
			Function<DeviceMessage, ? extends List<? extends Change>> alongside);

	/** Whether the inbox has room: while not, readers stop reading their sockets. */
	boolean hasRoom();

	/**
	 * How full the inbox is: 0 if empty, 1 at its bound, above that where frames that
	 * were read already came beyond it.
	 */
	double fill();

	/**
	 * Registers what is called each time the inbox has room again after it was full.
	 * Called on the commit thread; must not block.
	 */
	void onRoom(Runnable listener);

	/** Whether messages become durable now, and if not why. */
	JournalState state();

}
