package io.wirepost.protocol.expression;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import static io.wirepost.protocol.expression.Parameter.BOOL;
import static io.wirepost.protocol.expression.Parameter.DOUBLE;
import static io.wirepost.protocol.expression.Parameter.DURATION;
import static io.wirepost.protocol.expression.Parameter.INT;
import static io.wirepost.protocol.expression.Parameter.STRING;
import static io.wirepost.protocol.expression.Parameter.TIMESTAMP;

/** From one type to another. */
final class Conversions {

	/** A number of more characters is none. */
	private static final int LONGEST = 400;

	private Conversions() {
	}

	static void addTo(Functions functions) {
		functions.global("int", INT, (call) -> call.value(0), INT);
		functions.global("int", INT, Conversions::whole, DOUBLE);
		functions.global("int", INT, (call) -> number(call, Long::valueOf), STRING);
		functions.global("int", INT, (call) -> call.time(0).getEpochSecond(), TIMESTAMP);
		functions.global("double", DOUBLE, (call) -> call.value(0), DOUBLE);
		functions.global("double", DOUBLE, (call) -> (double) call.number(0), INT);
		functions.global("double", DOUBLE, (call) -> number(call, Double::valueOf), STRING);
		functions.global("bool", BOOL, (call) -> call.value(0), BOOL);
		functions.global("bool", BOOL, Conversions::flag, STRING);
		for (Parameter type : new Parameter[] { STRING, BOOL, INT, DOUBLE, TIMESTAMP, DURATION }) {
			functions.global("string", STRING, (call) -> text(call.value(0)), type);
		}
	}

	private static Object whole(Call call) throws EvaluationException {
		double number = call.real(0);
		if (number > -0x1p63 && number < 0x1p63) {
			return (long) number;
		}
		throw call.failure("%s is no number of 64 bits", number);
	}

	private static Object number(Call call, Function<String, Object> reading) throws EvaluationException {
		String text = call.text(0);
		try {
			if (text.length() <= LONGEST) {
				return reading.apply(text);
			}
		}
		catch (NumberFormatException ex) {
			// Said below, as of one that is too long.
		}
		throw call.failure("a text of %d characters is no %s", text.length(), call.name());
	}

	private static Object flag(Call call) throws EvaluationException {
		return switch (call.text(0)) {
			case "true", "True", "TRUE", "t", "1" -> true;
			case "false", "False", "FALSE", "f", "0" -> false;
			default -> throw call.failure("a text of %d characters is neither true nor false", call.text(0).length());
		};
	}

	/** As JSON shows it, without quotes. */
	static String text(Object value) {
		if (value instanceof Duration duration) {
			return Durations.seconds(duration);
		}
		if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
			return Long.toString(number.longValue());
		}
		return (value instanceof Instant) ? value.toString() : String.valueOf(value);
	}

}
