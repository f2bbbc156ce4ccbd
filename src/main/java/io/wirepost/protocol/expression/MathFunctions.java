package io.wirepost.protocol.expression;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

import static io.wirepost.protocol.expression.Parameter.BOOL;
import static io.wirepost.protocol.expression.Parameter.DOUBLE;
import static io.wirepost.protocol.expression.Parameter.INT;

/** CEL's math extension. */
final class MathFunctions {

	private MathFunctions() {
	}

	static void addTo(Functions functions) {
		functions.global("math.abs", INT, Arithmetic.exact((call) -> Math.absExact(call.number(0))), INT);
		functions.global("math.sign", INT, (call) -> (long) Long.signum(call.number(0)), INT);
		whole(functions, "math.least", Math::min);
		whole(functions, "math.greatest", Math::max);
		whole(functions, "math.bitAnd", (left, right) -> left & right);
		whole(functions, "math.bitOr", (left, right) -> left | right);
		whole(functions, "math.bitXor", (left, right) -> left ^ right);
		functions.global("math.bitNot", INT, (call) -> ~call.number(0), INT);
		functions.global("math.bitShiftLeft", INT, (call) -> shift(call) ? call.number(0) << call.number(1) : 0L, INT,
				INT);
		functions.global("math.bitShiftRight", INT, (call) -> shift(call) ? call.number(0) >>> call.number(1) : 0L, INT,
				INT);
		reals(functions);
	}

	/** Whether any bit is left after a shift. */
	private static boolean shift(Call call) throws EvaluationException {
		if (call.number(1) < 0) {
			throw call.failure("%s takes a number of bits from 0 on, and not %d", call.name(), call.number(1));
		}
		return call.number(1) < Long.SIZE;
	}

	private static void reals(Functions functions) {
		real(functions, "math.abs", Math::abs);
		real(functions, "math.sign", Math::signum);
		real(functions, "math.ceil", Math::ceil);
		real(functions, "math.floor", Math::floor);
		real(functions, "math.round", (number) -> Math.copySign(Math.floor(Math.abs(number) + 0.5), number));
		real(functions, "math.trunc", (number) -> Math.copySign(Math.floor(Math.abs(number)), number));
		real(functions, "math.sqrt", Math::sqrt);
		functions.global("math.least", DOUBLE, (call) -> Math.min(call.real(0), call.real(1)), DOUBLE, DOUBLE);
		functions.global("math.greatest", DOUBLE, (call) -> Math.max(call.real(0), call.real(1)), DOUBLE, DOUBLE);
		functions.global("math.isNaN", BOOL, (call) -> Double.isNaN(call.real(0)), DOUBLE);
		functions.global("math.isInf", BOOL, (call) -> Double.isInfinite(call.real(0)), DOUBLE);
		functions.global("math.isFinite", BOOL, (call) -> Double.isFinite(call.real(0)), DOUBLE);
	}

	private static void whole(Functions functions, String name, LongBinaryOperator operator) {
		functions.global(name, INT, (call) -> operator.applyAsLong(call.number(0), call.number(1)), INT, INT);
	}

	private static void real(Functions functions, String name, DoubleUnaryOperator operator) {
		functions.global(name, DOUBLE, (call) -> operator.applyAsDouble(call.real(0)), DOUBLE);
	}

}
