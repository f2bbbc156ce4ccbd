package io.wirepost.protocol;

/** An answer that cannot be made for a frame. Its message is a sentence. */
final class FaultyAnswerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	FaultyAnswerException(String message) {
		// A device may cause many: no stack trace.
		super(message, null, false, false);
	}

}
