package io.wirepost.journal;

import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal with a cursor: a follower reads from its cursor on, and is woken
 * when there is more. A restart loses nothing and repeats little. Safe for all threads;
 * all but {@link #onAppended} may touch a disk or a network.
 */
public interface JournalFollower {

	/** The cursor after the last message that can be followed. */
	Position end();

	/** As {@link MessageReader#follow}, or newest first as {@link MessageReader#read}. */
	MessagePage read(MessageQuery query);

	/** As {@link MessageReader#droppedBehind}. */
	@Nullable Position droppedBehind(Position cursor);

	/** As {@link MessageReader#isBehind}. */
	boolean isBehind(Position position, Position other);

	/**
	 * Where a follower begins that a caller told a position: there, or at the end if that
	 * is beyond the end and no message's.
	 */
	Position startAt(Position asked);

	/**
	 * Registers a listener that is called after messages became durable and readable, to
	 * wake a follower, which then reads from its cursor on. Called once for many
	 * messages, on the commit thread or, where others write too, on a thread of the
	 * engine; must not block.
	 * @return ends the registration
	 */
	Subscription onAppended(Runnable listener);

}
