package io.wirepost.web;

import java.io.IOException;

/** A request body exceeds the limit. */
class BodyTooLargeException extends IOException {

	private static final long serialVersionUID = 1L;

	private final long maximum;

	BodyTooLargeException(long maximum) {
		super("The request's body has more than %d bytes".formatted(maximum));
		this.maximum = maximum;
	}

	long maximum() {
		return this.maximum;
	}

}
