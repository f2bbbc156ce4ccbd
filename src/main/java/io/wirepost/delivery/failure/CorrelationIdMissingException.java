package io.wirepost.delivery.failure;

/**
 * A request whose answer is awaited, but which carries nothing that its answer could be
 * told by. Nothing was written.
 */
public class CorrelationIdMissingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public CorrelationIdMissingException() {
		super("The payload has no correlation id, by which 'reply' matches replies to requests; "
				+ "add the id, or leave awaitReply out");
	}

}
