package io.wirepost.network;

/** Wirepost may not dial a target; the message says why, and what to set. */
public class TargetRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public TargetRefusedException(String sentence) {
		super(sentence);
	}

}
