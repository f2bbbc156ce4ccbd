package io.wirepost.journal;

import java.util.List;
import java.util.Optional;

import io.wirepost.message.DeviceId;
import io.wirepost.message.DeviceMessage;
import io.wirepost.message.MessageId;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Reads durable messages. Safe for all threads; touches a disk or a network, so not for
 * event loops.
 */
public interface MessageReader {

	/** The message of an id; empty if there is none, or retention dropped it. */
	Optional<DeviceMessage> find(MessageId id);

	/**
	 * A page of durable messages. Reading with {@link MessageQuery#after} set to the last
	 * {@link MessagePage#next} visits every message of the range once, even if more are
	 * appended meanwhile.
	 */
	MessagePage read(MessageQuery query);

	/**
	 * As {@link #read}, oldest first, but stops before messages of which an earlier one
	 * may still be written by another process, so that a follower misses none. There may
	 * be more later even if {@link MessagePage#next} is null.
	 */
	default MessagePage follow(MessageQuery query) {
		return read(query);
	}

	/** The position behind the last message that {@link #follow} reads. */
	default Position end() {
		List<DeviceMessage> newest = read(MessageQuery.newest()).items();
		return newest.isEmpty() ? Position.BEGINNING : newest.get(0).position();
	}

	/**
	 * The newest message of each kind of a device, in the order of the kinds' names.
	 * Messages without a kind are left out.
	 */
	List<DeviceMessage> latest(DeviceId device);

	/**
	 * The position after the last message that retention dropped; null if it never
	 * dropped any. A follower that has not read up to it has missed messages.
	 */
	@Nullable Position droppedUpTo();

	/**
	 * Whether a position is behind another in the order of following. Asked rarely: it
	 * may look both up.
	 */
	default boolean isBehind(Position position, Position other) {
		return position.compareTo(other) > 0;
	}

	/**
	 * As {@link #droppedUpTo}, for a follower at a cursor; null if it has missed nothing.
	 */
	default @Nullable Position droppedBehind(Position cursor) {
		Position dropped = droppedUpTo();
		return (dropped != null && dropped.compareTo(cursor) > 0) ? dropped : null;
	}

}
