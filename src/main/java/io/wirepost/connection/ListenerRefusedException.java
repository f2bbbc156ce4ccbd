package io.wirepost.connection;

/** A listener was not created, changed or removed; the old one stays open. */
public class ListenerRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	public ListenerRefusedException(Reason reason, String detail) {
		super(detail);
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

	/** Why. */
	public enum Reason {

		/** Only the configuration can change it. */
		CONFIGURED,

		/** Its port cannot be bound. */
		NOT_BOUND,

		/** It would be reachable by callers without credentials. */
		NOT_ALLOWED,

		/** There are too many listeners. */
		TOO_MANY,

		/** The process is stopping. */
		STOPPING

	}

}
