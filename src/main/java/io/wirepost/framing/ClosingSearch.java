package io.wirepost.framing;

import io.netty.buffer.ByteBuf;

/**
 * Finds the bytes that close a frame, in a stream that comes in pieces. Remembers how far
 * it has looked, so that a frame which comes byte by byte costs no more than one that
 * comes at once. To be used on the connection's event loop alone.
 */
final class ClosingSearch {

	static final int OPEN = -1;

	static final int TOO_LARGE = -2;

	private final ByteSequence closing;

	private final FrameLimit limit;

	private int searched;

	ClosingSearch(ByteSequence closing, FrameLimit limit) {
		this.closing = closing;
		this.limit = limit;
	}

	/**
	 * The size of the payload that begins at an index.
	 * @param in holds the same frame at its reader index until its size was found
	 * @return the size, or {@link #OPEN} or {@link #TOO_LARGE}
	 */
	int sizeFrom(ByteBuf in, int begin) {
		int index = this.closing.indexIn(in, begin + this.searched);
		// The closing bytes may have begun: until that is known they are no payload.
		int size = ((index >= 0) ? index : this.closing.begunIn(in, begin + this.searched)) - begin;
		this.searched = (index >= 0) ? 0 : size;
		if (size > this.limit.bytes()) {
			return TOO_LARGE;
		}
		return (index >= 0) ? size : OPEN;
	}

}
