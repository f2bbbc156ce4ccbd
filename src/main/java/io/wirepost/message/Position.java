package io.wirepost.message;

import java.util.UUID;

/**
 * A place in the journal, between messages: a cursor stands behind what it has seen.
 * Positions order what one reader sees, and mean nothing else: no code computes with
 * them, or takes a time from them. Their text form comes back from callers, so every UUID
 * of version 7 is a position, whether or not a message is there.
 *
 * @param value in the embedded store the id of the message that it is behind
 */
public record Position(UUID value) implements Comparable<Position> {

	/** Before every message. */
	public static final Position BEGINNING = of(MessageId.firstOf(0));

	/** Behind the message of an id. */
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
