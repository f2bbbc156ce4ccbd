package io.wirepost.protocol.expression;

import static io.wirepost.protocol.expression.Parameter.DOUBLE;
import static io.wirepost.protocol.expression.Parameter.INT;

/** The operators on numbers. Whole numbers have 64 bits and do not overflow. */
final class Arithmetic {

	private Arithmetic() {
	}

	static void addTo(Functions functions) {
		whole(functions, "_+_", Math::addExact);
		whole(functions, "_-_", Math::subtractExact);
		whole(functions, "_*_", Math::multiplyExact);
		whole(functions, "_/_", Arithmetic::divide);
		whole(functions, "_%_", (left, right) -> (right == -1) ? 0 : left % right);
		functions.global("-_", INT, exact((call) -> Math.negateExact(call.number(0))), INT);
		functions.global("_+_", DOUBLE, (call) -> call.real(0) + call.real(1), DOUBLE, DOUBLE);
		functions.global("_-_", DOUBLE, (call) -> call.real(0) - call.real(1), DOUBLE, DOUBLE);
		functions.global("_*_", DOUBLE, (call) -> call.real(0) * call.real(1), DOUBLE, DOUBLE);
		functions.global("_/_", DOUBLE, (call) -> call.real(0) / call.real(1), DOUBLE, DOUBLE);
		functions.global("-_", DOUBLE, (call) -> -call.real(0), DOUBLE);
	}

	private static void whole(Functions functions, String name, Whole operator) {
		functions.global(name, INT, exact((call) -> operator.apply(call.number(0), call.number(1))), INT, INT);
	}

	private static long divide(long left, long right) {
		// The only quotient that does not fit.
		return (right == -1) ? Math.negateExact(left) : left / right;
	}

	/** Code whose arithmetic can overflow or divide by zero. */
	static Code exact(Code code) {
		return (call) -> {
			try {
				return code.run(call);
			}
			catch (ArithmeticException ex) {
				throw call.failure("a result is larger than 64 bits, or a division is by zero");
			}
		};
	}

	/** An operator on two whole numbers. */
	@FunctionalInterface
	private interface Whole {

		long apply(long left, long right);

	}

}
