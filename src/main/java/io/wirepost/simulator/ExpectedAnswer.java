package io.wirepost.simulator;

/**
 * The acknowledgement of a frame.
 *
 * @param bytes as on the wire
 * @param varies which bytes depend on the time or on a counter, and may be any
 * @param sentAt when the frame was written, by {@link System#nanoTime()}
 */
record ExpectedAnswer(byte[] bytes, boolean[] varies, long sentAt) {

	/** How much of it stands at a place: its size, or less. */
	private int matched(byte[] heard, int at, int end) {
		int i = 0;
		while (i < this.bytes.length && at + i < end && (this.varies[i] || heard[at + i] == this.bytes[i])) {
			i++;
		}
		return i;
	}

	boolean isAt(byte[] heard, int at, int end) {
		return matched(heard, at, end) == this.bytes.length;
	}

	/** Whether it may begin at a place, once more has come. */
	boolean mayBeAt(byte[] heard, int at, int end) {
		return at + matched(heard, at, end) == end;
	}

}
