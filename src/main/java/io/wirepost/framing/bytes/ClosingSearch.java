package io.wirepost.framing.bytes;

import io.netty.buffer.ByteBuf;

/**
 * Finds the bytes that close a frame, in a stream that arrives in pieces. Remembers how
 * far it has searched, so that a frame that arrives byte by byte costs no more than one
 * that arrives at once. Used on the connection's event loop.
 */
public final class ClosingSearch {

	public static final int OPEN = -1;

	public static final int TOO_LARGE = -2;

	private final ByteSequence closing;

	private final int most;

	private int searched;

	/**
	 * @param most the most bytes of a payload
	 */
	public ClosingSearch(ByteSequence closing, int most) {
		this.closing = closing;
		this.most = most;
	}

	/**
	 * The size of the payload that begins at an index.
	 * @param in has the same frame at its reader index until its size is found
	 * @return the size, or {@link #OPEN} or {@link #TOO_LARGE}
	 */
	public int sizeFrom(ByteBuf in, int begin) {
		int index = this.closing.indexIn(in, begin + this.searched);
		// These may be the first of the closing bytes, so they do not count as payload
		// yet.
		int size = ((index >= 0) ? index : this.closing.begunIn(in, begin + this.searched)) - begin;
		this.searched = (index >= 0) ? 0 : size;
		if (size > this.most) {
			return TOO_LARGE;
		}
		return (index >= 0) ? size : OPEN;
	}

}
