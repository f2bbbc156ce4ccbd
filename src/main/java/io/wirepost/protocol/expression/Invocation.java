package io.wirepost.protocol.expression;

/**
 * Calls a function.
 *
 * @param name the function's name
 * @param code what it does
 * @param arguments evaluated first, in order
 */
record Invocation(String name, Code code, Node... arguments) implements Node {

	@Override
	public Object evaluate(Evaluation in) throws EvaluationException {
		Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].evaluate(in);
		}
		return this.code.run(new Call(this.name, in, values));
	}

}
