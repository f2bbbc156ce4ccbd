package io.wirepost.framing;

/** A payload is larger than the framing allows. */
public class PayloadTooLargeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final long size;

	private final long maximum;

	public PayloadTooLargeException(long size, long maximum) {
		super("The payload has %d bytes; a frame here carries at most %d (max-frame-size)".formatted(size, maximum));
		this.size = size;
		this.maximum = maximum;
	}

	public long size() {
		return this.size;
	}

	public long maximum() {
		return this.maximum;
	}

}
