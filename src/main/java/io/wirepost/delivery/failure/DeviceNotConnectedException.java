package io.wirepost.delivery.failure;

/** A device that cannot be reached now. */
public class DeviceNotConnectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * @param reason why, as a word for callers, such as {@code away} or
	 * {@code connection-refused}
	 * @param detail a sentence
	 */
	public DeviceNotConnectedException(String reason, String detail) {
		super(detail);
		this.reason = reason;
	}

	public String reason() {
		return this.reason;
	}

}
