package io.wirepost.forward.stream;

import java.util.List;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive messages of the journal, encoded as the bytes that streams write. Must not
 * be changed, as many streams share it.
 *
 * @param after the cursor before the first message
 * @param last the cursor after the last message
 * @param bytes the encoded messages, one after the other
 * @param entries where each message is in the bytes
 */
record EncodedPage(Position after, Position last, byte[] bytes, List<Entry> entries) {

	/** An empty page at the end of the journal. */
	static EncodedPage endAt(Position cursor) {
		return new EncodedPage(cursor, cursor, new byte[0], List.of());
	}

	/** Whether it is the end of the journal. */
	boolean isEnd() {
		return this.after.equals(this.last);
	}

	/** Whether it has the messages that follow a cursor. */
	boolean covers(Position cursor) {
		return this.after.compareTo(cursor) <= 0 && cursor.compareTo(this.last) < 0;
	}

	/** About how many bytes of the heap it takes. */
	int weight() {
		return this.bytes.length + 128 + 96 * this.entries.size();
	}

	/**
	 * A message's place.
	 *
	 * @param from the index of its first byte
	 * @param to the index after its last byte
	 */
	record Entry(Position id, @Nullable DeviceId device, Direction direction, @Nullable String kind, int from, int to) {
	}

}
