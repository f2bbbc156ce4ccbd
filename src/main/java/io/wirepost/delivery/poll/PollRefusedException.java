package io.wirepost.delivery.poll;

/** A poll that may not be changed or removed now. Its message is a sentence. */
public class PollRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	PollRefusedException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

	/** Why. */
	public enum Reason {

		/** The configuration has it. */
		CONFIGURED,

		/** There are too many. */
		TOO_MANY,

		/** The process is stopping. */
		STOPPING

	}

}
