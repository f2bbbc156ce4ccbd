package io.wirepost.journal;

import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal with a cursor: reads on from where it was, and is woken when there
 * is more. A restart loses nothing and repeats little. Safe for all threads; only
 * {@link #onAppended} does not touch a disk or a network.
 */
public interface JournalFollower {

	/** The cursor behind all messages that are readable now. */
	Position end();

	/** As {@link MessageReader#read}. */
	MessagePage read(MessageQuery query);

	/** As {@link MessageReader#droppedUpTo}. */
	@Nullable Position droppedUpTo();

	/**
	 * Registers what is called after messages became durable and readable: the wake-up of
	 * a follower, which then reads on from its cursor. Called on the commit thread, once
	 * for many messages; must not block.
	 * @return ends the registration
	 */
	Subscription onAppended(Runnable listener);

}
