package io.wirepost.protocol.expression;

/**
 * A part of an expression. Its values are {@code Boolean}, {@code Long}, {@code Double},
 * {@code String}, {@link Bytes}, {@code Instant}, {@code Duration}, and lists and maps of
 * these. Immutable.
 */
interface Node {

	/**
	 * @throws EvaluationException if it has no value
	 */
	Object evaluate(Evaluation in) throws EvaluationException;

	/**
	 * A value that is the same in every evaluation.
	 *
	 * @param value any value, or what a literal stands for, such as a charset
	 */
	record Constant(Object value) implements Node {

		@Override
		public Object evaluate(Evaluation in) {
			return this.value;
		}

	}

}
