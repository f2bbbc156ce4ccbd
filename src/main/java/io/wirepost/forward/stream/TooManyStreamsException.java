package io.wirepost.forward.stream;

/** Too many streams are open. */
public class TooManyStreamsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyStreamsException(int limit) {
		super("%d streams are open, which is the limit; close some, or raise wirepost.stream.limit".formatted(limit));
	}

}
