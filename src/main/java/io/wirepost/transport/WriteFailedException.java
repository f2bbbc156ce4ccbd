package io.wirepost.transport;

/** A frame was not written, or not completely. */
public class WriteFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	public WriteFailedException(Reason reason, String detail) {
		super(detail);
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

	/** Why a frame was not written. */
	public enum Reason {

		/** Too many bytes wait already; nothing of this frame was written. */
		BUFFER_FULL,

		/** The device did not read in time; part of the frame may have been sent. */
		WRITE_TIMEOUT,

		/**
		 * The connection closed during the write; part of the frame may have been sent.
		 */
		CLOSED,

		/** The connection was already closed; nothing of the frame was written. */
		NOT_WRITTEN,

		/**
		 * The frame was sent, but the process stops before it is durable in the journal.
		 */
		NOT_KEPT

	}

}
