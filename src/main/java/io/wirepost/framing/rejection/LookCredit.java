package io.wirepost.framing.rejection;

/**
 * Bounds how often the bytes of a stream are looked at again inside of frames that were
 * refused: on average, at most {@value #LOOKS} times each. What is spent depends on the
 * stream only, and not on how it is split into reads. Used on the connection's event
 * loop.
 */
public final class LookCredit {

	public static final int LOOKS = 8;

	/** The stream offset behind the last byte that was looked at. */
	private long seen;

	private long spent;

	/**
	 * Counts a frame that was refused.
	 * @param offset where it begins in the stream
	 * @param looked how many of its bytes were looked at
	 * @return whether its bytes may be looked at again
	 */
	public boolean spend(long offset, int looked) {
		this.seen = Math.max(this.seen, offset + looked);
		this.spent += looked;
		return this.spent <= LOOKS * this.seen;
	}

	/** How many bytes of refused frames were looked at, each as often as it was. */
	public long spent() {
		return this.spent;
	}

}
