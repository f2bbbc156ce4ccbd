package io.wirepost.message;

import java.util.UUID;

/**
 * A message's id. Where one process writes the journal, ids sort in the order of the
 * messages, whatever the clock did. A reader's cursor is a {@link Position}, not an id.
 *
 * @param value a UUID of version 7 (RFC 9562, section 5.7)
 */
public record MessageId(UUID value) implements Comparable<MessageId> {

	public MessageId {
		if (value.version() != 7 || value.variant() != 2) {
			throw new IllegalArgumentException("'%s' is not a UUID of version 7".formatted(value));
		}
	}

	/**
	 * Reads an id in its text form.
	 * @throws IllegalArgumentException if the text is not a UUID of version 7
	 */
	public static MessageId parse(String text) {
		try {
			UUID value = UUID.fromString(text);
			if (text.length() == 36 && value.version() == 7 && value.variant() == 2) {
				return new MessageId(value);
			}
		}
		catch (IllegalArgumentException ex) {
			// The exception below says so.
		}
		throw new IllegalArgumentException("'%s' is not a UUID of version 7".formatted(text));
	}

	/**
	 * The smallest id of a millisecond: a bound for ranges, never the id of a message.
	 */
	public static MessageId firstOf(long epochMilli) {
		return new MessageId(new UUID((Math.max(0, epochMilli) << 16) | 0x7000L, 0x8000_0000_0000_0000L));
	}

	/** The millisecond since 1970 that the id carries. */
	public long epochMilli() {
		return this.value.getMostSignificantBits() >>> 16;
	}

	@Override
	public int compareTo(MessageId other) {
		int high = Long.compareUnsigned(this.value.getMostSignificantBits(), other.value.getMostSignificantBits());
		return (high != 0) ? high
				: Long.compareUnsigned(this.value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
