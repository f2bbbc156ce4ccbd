package io.wirepost.transport;

/** A frame that did not leave, or not whole. */
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

	/** Why a frame did not leave. */
	public enum Reason {

		/** Too much waits already; nothing of this frame was written. */
		BUFFER_FULL,

		/** The device did not read in time; part of the frame may have left. */
		WRITE_TIMEOUT,

		/** The connection closed before the frame had left; part of it may have. */
		CLOSED,

		/** The connection was closed already; nothing of the frame was written. */
		NOT_WRITTEN,

		/** The frame has left, but the process stops before the journal could keep it. */
		NOT_KEPT

	}

}
