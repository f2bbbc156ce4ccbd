package io.wirepost.protocol.expression;

/** A text that spends a step whenever one of its characters is read. */
final class CountedText implements CharSequence {

	private final String text;

	private final Evaluation in;

	CountedText(String text, Evaluation in) {
		this.text = text;
		this.in = in;
	}

	@Override
	public int length() {
		return this.text.length();
	}

	@Override
	public char charAt(int index) {
		try {
			this.in.spend(1);
		}
		catch (EvaluationException ex) {
			throw new NoStepsLeftException();
		}
		return this.text.charAt(index);
	}

	@Override
	public CharSequence subSequence(int start, int end) {
		return this.text.substring(start, end);
	}

	@Override
	public String toString() {
		return this.text;
	}

	/** Ends a search of the JDK's, which knows no checked exception. */
	static final class NoStepsLeftException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		NoStepsLeftException() {
			super("No steps are left", null, false, false);
		}

	}

}
