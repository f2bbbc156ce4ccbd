package io.wirepost.framing;

import io.wirepost.framing.rejection.Refusal;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.wirepost.framing.bytes.Fit;
import io.wirepost.framing.rejection.Rejection.Reason;

/**
 * Finds out where the frame at the front of a stream ends. Remembers how far it has
 * looked, so that a frame that arrives byte by byte costs no more than one that arrives
 * at once. Used on the connection's event loop.
 */
abstract class Scan {

	/** The frame's end has not arrived. */
	static final int OPEN = -1;

	/** There is no frame: see {@link #refusal()}. */
	static final int REFUSED = -2;

	private static final Refusal NONE = new Refusal(Reason.GARBAGE, () -> "", 1);

	private Refusal refusal = NONE;

	/** Whether a frame can begin at an index. At least one byte has arrived there. */
	abstract Fit fit(ByteBuf in, int index);

	/**
	 * The size on the wire of the frame that begins at an index, where it fits.
	 * @param in has the same frame there until {@link #reset()}
	 * @return the size of the complete frame, or {@link #OPEN} or {@link #REFUSED}
	 */
	abstract int size(ByteBuf in, int begin);

	/**
	 * The payload of the complete frame that begins at an index.
	 * @param size what {@link #size} returned
	 * @return a retained slice or a copy
	 */
	abstract ByteBuf payload(ByteBuf in, int begin, int size, ByteBufAllocator allocator);

	/** What a frame begins with, for a sentence. */
	abstract String expected();

	/** Forgets the frame at the front. */
	void reset() {
	}

	/** The frame at the front is passed on: the next one begins behind it. */
	void passedOn() {
		reset();
	}

	/** How many bytes at an index mean nothing there; 0 for none. */
	int blank(ByteBuf in, int index) {
		return 0;
	}

	/** How many bytes right before the frame at the front belong to it. */
	int before() {
		return 0;
	}

	/**
	 * How many bytes of a complete frame mean nothing, because it is empty and that is no
	 * message where {@code min-frame-size} is not 0; 0 for none.
	 */
	int emptySize(int size) {
		return 0;
	}

	/** Whether bytes between frames are rejected without closing the connection. */
	boolean toleratesGarbage() {
		return false;
	}

	/** Whether the next frame can only begin behind bytes that have not come yet. */
	boolean isSeeking() {
		return false;
	}

	/** No frame begins at the front. */
	void seek() {
	}

	/** How many bytes of a complete frame that is refused cannot begin another. */
	int beyondWrong(int size) {
		return 1;
	}

	/** How many bytes of a frame without an end cannot begin another. */
	int beyondOpen(int size) {
		return 1;
	}

	/** How many bytes of what {@link #size} refused cannot begin another. */
	int beyondRefused() {
		return 1;
	}

	/** The least size of the payload of the frame at the front. */
	int minimum() {
		return 0;
	}

	/** Why {@link #size} has refused. */
	Refusal refusal() {
		return this.refusal;
	}

	final int refuse(Reason reason, int looked, Supplier<String> detail) {
		this.refusal = new Refusal(reason, detail, Math.max(1, looked));
		return REFUSED;
	}

}
