package io.wirepost.forward;

import java.time.Duration;

/** A batch was not accepted, or may not have been; it is sent again. */
public class NotTakenException extends Exception {

	private static final long serialVersionUID = 1L;

	private final int taken;

	private final Duration retryAfter;

	/**
	 * @param why in a sentence for an operator, without anything secret
	 */
	public NotTakenException(String why) {
		this(why, 0, Duration.ZERO);
	}

	/**
	 * @param taken how many of the batch's first messages were taken for certain
	 * @param retryAfter not to be sent again before that
	 */
	public NotTakenException(String why, int taken, Duration retryAfter) {
		super(why);
		this.taken = taken;
		this.retryAfter = retryAfter;
	}

	public int taken() {
		return this.taken;
	}

	public Duration retryAfter() {
		return this.retryAfter;
	}

}
