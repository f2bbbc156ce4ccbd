package io.wirepost.protocol.expression;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One call of a function, with the values of its arguments; of a function on a value,
 * that is the first.
 *
 * @param name the function's name
 * @param in the evaluation that the call belongs to
 * @param values the arguments, of the types that the function was declared with
 */
record Call(String name, Evaluation in, Object[] values) {

	boolean has(int index) {
		return index < this.values.length;
	}

	Object value(int index) {
		return this.values[index];
	}

	Bytes bytes(int index) {
		return (Bytes) this.values[index];
	}

	String text(int index) {
		return (String) this.values[index];
	}

	long number(int index) {
		return (Long) this.values[index];
	}

	double real(int index) {
		return (Double) this.values[index];
	}

	boolean flag(int index) {
		return (Boolean) this.values[index];
	}

	Instant time(int index) {
		return (Instant) this.values[index];
	}

	Duration duration(int index) {
		return (Duration) this.values[index];
	}

	List<?> list(int index) {
		return (List<?>) this.values[index];
	}

	Map<?, ?> map(int index) {
		return (Map<?, ?>) this.values[index];
	}

	/** What a literal stands for. */
	<T> T setting(int index, Class<T> type) {
		return type.cast(this.values[index]);
	}

	void spend(long steps) throws EvaluationException {
		this.in.spend(steps);
	}

	/** Says that the call has no value. */
	EvaluationException failure(String format, Object... values) {
		return new EvaluationException(format, values);
	}

}
