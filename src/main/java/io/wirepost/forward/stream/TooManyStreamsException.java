package io.wirepost.forward.stream;

/** A stream beyond those that may be open at a time. */
public class TooManyStreamsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyStreamsException(int limit) {
		super("%d streams are open, as many as may be; end some, or raise wirepost.stream.limit".formatted(limit));
	}

}
