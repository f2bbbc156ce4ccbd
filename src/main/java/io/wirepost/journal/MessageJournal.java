package io.wirepost.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Every message, in the order in which it was appended, until retention drops it.
 * <p>
 * Safe for all threads. No method but {@link #read}, {@link #find} and {@link #erase}
 * touches a disk or a network on the calling thread.
 */
public interface MessageJournal {

	/**
	 * Takes a message to its place at the end. Never blocks. What one thread appends
	 * keeps its order.
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

	/** Whether the inbox has room: while not, readers stop reading their sockets. */
	boolean hasRoom();

	/**
	 * How full the inbox is: 0 if empty, 1 at its bound, above that where frames that
	 * were read already came beyond it.
	 */
	double fill();

	/**
	 * Registers what is called each time the inbox has room again after it was full.
	 * Called on a thread of the journal; must not block.
	 */
	void onRoom(Runnable listener);

	/**
	 * Whether messages become durable now, and if not why.
	 */
	JournalState state();

	/** The message of an id, unless retention dropped it. May touch the disk. */
	Optional<DeviceMessage> find(MessageId id);

	/**
	 * A page of durable messages. Reading with {@link MessageQuery#after} set to the last
	 * {@link MessagePage#next} visits every message of the range once, whatever is
	 * appended meanwhile. May touch the disk.
	 */
	MessagePage read(MessageQuery query);

	/**
	 * Removes every message of a device that was appended before this call, also what
	 * waits in the inbox; of what is appended meanwhile, any or none. On return they can
	 * be read no more, and are gone for good: a crash brings none of them back. The disk
	 * is rid of their bytes a while later. Can be called again after it failed.
	 * <p>
	 * Blocks, for as long as the device has many messages, so not for event loops.
	 * @return how many messages were removed
	 * @throws JournalUnavailableException if the journal cannot be written now; some may
	 * be removed all the same
	 */
	long erase(DeviceId device);

	/**
	 * The last id that retention dropped; null if it never did. Who has not read up to it
	 * has missed messages.
	 */
	@Nullable MessageId droppedUpTo();

	/**
	 * Registers what is called after messages became durable and readable: the wake-up of
	 * a follower, which then reads on from its cursor. Called on a thread of the journal,
	 * once for many messages; must not block.
	 * @return ends the registration
	 */
	Subscription onAppended(Runnable listener);

	/** Ends a registration. */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

}
