package io.wirepost.forward.stream;

import java.util.List;
import java.util.stream.Stream;

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

	/** The cursors after its messages, but for its own end. */
	Stream<Position> inside() {
		return this.entries.stream().map(Entry::id).filter((id) -> !id.equals(this.last));
	}

	/** The index of the entry that follows a cursor, which is this page's. */
	int indexBehind(Position cursor) {
		if (!cursor.equals(this.after)) {
			for (int i = 0; i < this.entries.size(); i++) {
				if (this.entries.get(i).id().equals(cursor)) {
					return i + 1;
				}
			}
		}
		return 0;
	}

	/** About how many bytes of the heap it takes. */
	int weight() {
		return this.bytes.length + 128 + 160 * this.entries.size();
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
