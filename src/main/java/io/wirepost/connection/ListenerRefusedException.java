package io.wirepost.connection;

/** A listener was not made, changed or removed; what was there goes on. */
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

		/** It would be reached by those whom nobody asks who they are. */
		NOT_ALLOWED,

		/** There are as many as there may be. */
		TOO_MANY,

		/** The process is stopping. */
		STOPPING

	}

}
