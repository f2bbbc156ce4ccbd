package io.wirepost.framing;

/** A payload that cannot be carried as exactly one frame. */
public class PayloadNotFrameableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int offset;

	/**
	 * @param detail what is wrong, and what to do
	 * @param offset the offset of the first payload byte that is wrong
	 */
	public PayloadNotFrameableException(String detail, int offset) {
		super(detail);
		this.offset = offset;
	}

	/** The offset of the first payload byte that is wrong. */
	public int offset() {
		return this.offset;
	}

}
