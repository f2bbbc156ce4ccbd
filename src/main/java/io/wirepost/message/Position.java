package io.wirepost.message;

import java.util.UUID;

/**
 * A place in the journal, between messages: a cursor is right behind the last message it
 * has read. Positions order what one reader sees and mean nothing else: only the reader
 * knows which of two is behind the other, as several processes may write, and no code
 * calculates with them or takes a time from them. Callers send their text form back, so
 * every UUID of version 7 is a position, whether or not there is a message.
 *
 * @param value in the embedded store, the id of the message before it
 */
public record Position(UUID value) implements Comparable<Position> {

	/** Before all messages. */
	public static final Position BEGINNING = of(MessageId.firstOf(0));

	/** Right behind a message. */
	public static Position of(MessageId id) {
		return new Position(id.value());
	}

	/**
	 * Reads a position in its text form.
	 * @throws IllegalArgumentException if the text is not a UUID of version 7
	 */
	public static Position parse(String text) {
		return of(MessageId.parse(text));
	}

	@Override
	public int compareTo(Position other) {
		int high = Long.compareUnsigned(this.value.getMostSignificantBits(), other.value.getMostSignificantBits());
		return (high != 0) ? high
				: Long.compareUnsigned(this.value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
