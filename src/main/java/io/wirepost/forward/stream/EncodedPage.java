package io.wirepost.forward.stream;

import java.util.List;

import io.wirepost.message.DeviceId;
import io.wirepost.message.Direction;
import io.wirepost.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Some messages that follow each other in the journal, as the bytes that go out. Must not
 * be changed, as many streams write the same.
 *
 * @param after the cursor behind which they stand
 * @param last the cursor behind the last of them
 * @param bytes what goes out, one message after the other
 * @param entries where each message is in the bytes
 */
record EncodedPage(Position after, Position last, byte[] bytes, List<Entry> entries) {

	/** Nothing, as there is nothing behind a cursor yet. */
	static EncodedPage endAt(Position cursor) {
		return new EncodedPage(cursor, cursor, new byte[0], List.of());
	}

	/** Whether there was nothing behind the cursor. */
	boolean isEnd() {
		return this.after.equals(this.last);
	}

	/** Whether a reader that is at a cursor finds what comes next here. */
	boolean covers(Position cursor) {
		return this.after.compareTo(cursor) <= 0 && cursor.compareTo(this.last) < 0;
	}

	/** What it takes of the heap, about. */
	int weight() {
		return this.bytes.length + 128 + 96 * this.entries.size();
	}

	/**
	 * A message's place.
	 *
	 * @param from its first byte
	 * @param to behind its last
	 */
	record Entry(Position id, @Nullable DeviceId device, Direction direction, int from, int to) {
	}

}
