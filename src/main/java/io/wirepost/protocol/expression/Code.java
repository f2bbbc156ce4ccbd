package io.wirepost.protocol.expression;

/** What a function does. */
@FunctionalInterface
interface Code {

	/**
	 * @throws EvaluationException if the call has no value
	 */
	Object run(Call call) throws EvaluationException;

}
