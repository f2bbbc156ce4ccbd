package io.wirepost.protocol.expression;

/**
 * {@code &&} or {@code ||}. As CEL has it, an operand that has no value does not matter
 * where the other one decides.
 *
 * @param left evaluated first
 * @param right evaluated unless the left one decides
 * @param deciding the operand that decides: true for {@code ||}
 */
record Logic(Node left, Node right, boolean deciding) implements Node {

	@Override
	public Object evaluate(Evaluation in) throws EvaluationException {
		EvaluationException failure = null;
		try {
			if (decides(this.left.evaluate(in))) {
				return this.deciding;
			}
		}
		catch (EvaluationException ex) {
			failure = ex;
		}
		Object other = this.right.evaluate(in);
		if (failure != null && !decides(other)) {
			throw failure;
		}
		return other;
	}

	private boolean decides(Object operand) {
		return (Boolean) operand == this.deciding;
	}

}
