package io.wirepost.protocol.expression;

import java.util.Locale;

/**
 * An expression has no value for a frame, such as when it names a place outside of it.
 * The message is a sentence that says why. Devices send what they want, so this happens
 * often: it has no stack trace, and the sentence is only made for those who ask for it.
 */
public final class EvaluationException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String format;

	private final transient Object[] values;

	EvaluationException(String format, Object... values) {
		super(format, null, false, false);
		this.format = format;
		this.values = values;
	}

	@Override
	public String getMessage() {
		return String.format(Locale.ROOT, this.format, this.values);
	}

}
