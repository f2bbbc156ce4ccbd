package io.wirepost.delivery.failure;

/**
 * Too much waits already for a device, or in all. Nothing was written; try again later.
 */
public class QueueFullException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public QueueFullException(String detail) {
		super(detail);
	}

}
