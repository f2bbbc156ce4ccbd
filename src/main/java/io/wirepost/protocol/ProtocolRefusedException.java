package io.wirepost.protocol;

/** A protocol that may not be changed or removed now. Its message is a sentence. */
public class ProtocolRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	ProtocolRefusedException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

	/** Why. */
	public enum Reason {

		/** The configuration or a file has it. */
		CONFIGURED,

		/** It comes with Wirepost. */
		SHIPPED,

		/** A listener or an endpoint uses it. */
		IN_USE,

		/** There are too many. */
		TOO_MANY

	}

}
