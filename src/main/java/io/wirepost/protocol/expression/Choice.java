package io.wirepost.protocol.expression;

/**
 * {@code condition ? yes : no}.
 *
 * @param condition evaluated first
 * @param yes evaluated where it is true
 * @param no evaluated where it is false
 */
record Choice(Node condition, Node yes, Node no) implements Node {

	@Override
	public Object evaluate(Evaluation in) throws EvaluationException {
		return (Boolean) this.condition.evaluate(in) ? this.yes.evaluate(in) : this.no.evaluate(in);
	}

}
