package io.wirepost.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.wirepost.message.DeviceMessage;

/**
 * Stores every message, in the order of appending, until retention drops it.
 * {@link MessageReader} reads messages, {@link JournalFollower} follows them. Safe for
 * all threads; no method blocks.
 */
public interface MessageJournal {

	/**
	 * Appends a message. Messages of one thread keep their order.
	 * <p>
	 * While the engine cannot write, messages wait in the inbox and are retried until
	 * they are durable; none is dropped. Callers that can wait check {@link #hasRoom()}
	 * first: an append beyond the bound is still accepted, so that no frame that was read
	 * is lost.
	 * @param message a message without an id
	 * @return completes with the message and its id when it is durable, on a thread of
	 * the journal that must not be blocked; completes with
	 * {@link JournalUnavailableException} only if the process stops before
	 */
	CompletableFuture<DeviceMessage> append(DeviceMessage message);

	/**
	 * Appends a message together with changes, all in one batch: one sync makes them
	 * durable, and a crash leaves all or none.
	 * @param alongside returns the changes, empty for none, once the message has its id.
	 * Called on the commit thread, once or more; must not block
	 */
	CompletableFuture<DeviceMessage> append(DeviceMessage message,
			Function<DeviceMessage, ? extends List<? extends Change>> alongside);

	/** Whether the inbox has room. If not, sockets are not read any more. */
	boolean hasRoom();

	/**
	 * How full the inbox is: 0 if empty, 1 at its bound, more if frames that were already
	 * read exceed it.
	 */
	double fill();

	/**
	 * Registers a listener that is called each time the inbox has room again after it was
	 * full. Called on the commit thread; must not block.
	 */
	void onRoom(Runnable listener);

	/** Whether messages become durable now, and if not, why. */
	JournalState state();

}
