package io.wirepost.connection;

/** Wirepost may not dial a host and port. */
public class EndpointNotAllowedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * @param detail a sentence: why, and what to set
	 */
	public EndpointNotAllowedException(String detail) {
		super(detail);
	}

}
