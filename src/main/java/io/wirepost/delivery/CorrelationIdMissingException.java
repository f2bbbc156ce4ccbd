package io.wirepost.delivery;

/**
 * A request whose answer is awaited, but which carries nothing that its answer could be
 * told by. Nothing was written.
 */
public class CorrelationIdMissingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	CorrelationIdMissingException() {
		super("The payload has no token where 'reply' says that requests carry one, so no answer could be told to be "
				+ "its own; add the token, or leave awaitReply out");
	}

}
