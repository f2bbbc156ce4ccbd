package io.wirepost.web.replica;

/** The replica that had to do something was lost; it may have done it. */
public class UnknownOutcomeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnknownOutcomeException(String message) {
		super(message);
	}

}
