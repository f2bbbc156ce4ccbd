package io.wirepost.connection;

/** A device could not be dialled. */
public class DialFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * @param reason a code for callers, such as {@code connection-refused}
	 * @param detail a sentence
	 */
	public DialFailedException(String reason, String detail) {
		super(detail);
		this.reason = reason;
	}

	public String reason() {
		return this.reason;
	}

}
