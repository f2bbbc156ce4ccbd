package io.wirepost.framing.bytes;

/** Whether bytes can begin a frame. */
public enum Fit {

	/** They do not. */
	NO,

	/** What has arrived fits, and more has to arrive to know. */
	MAYBE,

	/** They do. */
	YES;

	/** Both have to fit. */
	public Fit and(Fit other) {
		return (compareTo(other) < 0) ? this : other;
	}

}
