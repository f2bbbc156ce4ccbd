package io.wirepost.framing.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bytes that close a frame, behind content that may have escapes. Remembers how
 * far it has searched. Used on the connection's event loop.
 */
public final class ContentSearch {

	public static final int OPEN = -1;

	public static final int TOO_LARGE = -2;

	/** An escape byte is followed by one that stands for nothing. */
	public static final int UNDEFINED = -3;

	private final ByteSequence closing;

	private final int most;

	private final @Nullable Escape escape;

	/** How many bytes of the content are searched, as on the wire. */
	private int searched;

	/** How many of them are escape bytes. */
	private int escapes;

	/**
	 * @param most the most bytes of content, escape bytes not counted
	 */
	public ContentSearch(ByteSequence closing, int most, @Nullable Escape escape) {
		this.closing = closing;
		this.most = most;
		this.escape = escape;
	}

	/**
	 * The size on the wire of the content that begins at an index.
	 * @param in has the same content there until {@link #reset()}
	 * @return the size, or {@link #OPEN}, {@link #TOO_LARGE} or {@link #UNDEFINED}
	 */
	public int sizeFrom(ByteBuf in, int begin) {
		return sizeFrom(in, begin, 0);
	}

	/**
	 * As {@link #sizeFrom(ByteBuf, int)}, where the content began earlier.
	 * @param before how many bytes of the same content are before the index
	 */
	public int sizeFrom(ByteBuf in, int begin, int before) {
		int room = this.most - before;
		if (this.escape != null) {
			return escapedSizeFrom(in, begin, room, this.escape);
		}
		int index = this.closing.indexIn(in, begin + this.searched);
		// These may be the first of the closing bytes, so they do not count as content.
		this.searched = ((index >= 0) ? index : this.closing.begunIn(in, begin + this.searched)) - begin;
		if (this.searched > room) {
			// However much has arrived, the same bytes are refused.
			this.searched = room + 1;
			return TOO_LARGE;
		}
		return (index >= 0) ? this.searched : OPEN;
	}

	private int escapedSizeFrom(ByteBuf in, int begin, int room, Escape escape) {
		while (begin + this.searched < in.writerIndex()) {
			int index = begin + this.searched;
			Fit closes = this.closing.fit(in, index);
			if (closes != Fit.NO) {
				return (closes == Fit.YES) ? this.searched : OPEN;
			}
			if (in.getByte(index) == escape.mark()) {
				if (index + 1 == in.writerIndex()) {
					return OPEN;
				}
				if (!escape.isDefined(in.getByte(index + 1), this.closing.first())) {
					return UNDEFINED;
				}
				this.escapes++;
				this.searched++;
			}
			this.searched++;
			if (this.searched - this.escapes > room) {
				return TOO_LARGE;
			}
		}
		return OPEN;
	}

	/** How many bytes of the content are searched and do not close the frame. */
	public int searched() {
		return this.searched;
	}

	/**
	 * The content of a size that was found, without escapes: a retained slice or a copy.
	 */
	public ByteBuf content(ByteBuf in, int begin, int size, ByteBufAllocator allocator) {
		return (this.escape != null && this.escapes > 0) ? this.escape.decode(in, begin, begin + size, allocator)
				: in.retainedSlice(begin, size);
	}

	public void reset() {
		this.searched = 0;
		this.escapes = 0;
	}

}
