package io.wirepost.protocol.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import static io.wirepost.protocol.expression.Parameter.BOOL;
import static io.wirepost.protocol.expression.Parameter.INT;
import static io.wirepost.protocol.expression.Parameter.STRING;
import static io.wirepost.protocol.expression.Parameter.STRINGS;

/**
 * CEL's functions on strings, and those of its strings extension. Places in a string
 * count characters of Unicode.
 */
final class Strings {

	private Strings() {
	}

	static void addTo(Functions functions) {
		functions.global("size", INT, Strings::size, STRING);
		functions.member("size", INT, Strings::size, STRING);
		functions.member("contains", BOOL, (call) -> index(call, 0) >= 0, STRING, STRING);
		functions.member("startsWith", BOOL, (call) -> call.text(0).startsWith(call.text(1)), STRING, STRING);
		functions.member("endsWith", BOOL, (call) -> call.text(0).endsWith(call.text(1)), STRING, STRING);
		functions.member("charAt", STRING, Strings::charAt, STRING, INT);
		functions.member("indexOf", INT, Strings::indexOf, STRING, STRING);
		functions.member("indexOf", INT, Strings::indexOf, STRING, STRING, INT);
		functions.member("lastIndexOf", INT, Strings::lastIndexOf, STRING, STRING);
		functions.member("substring", STRING, Strings::substring, STRING, INT);
		functions.member("substring", STRING, Strings::substring, STRING, INT, INT);
		functions.member("replace", STRING, Strings::replace, STRING, STRING, STRING);
		functions.member("replace", STRING, Strings::replace, STRING, STRING, STRING, INT);
		functions.member("split", STRINGS, Strings::split, STRING, STRING);
		functions.member("split", STRINGS, Strings::split, STRING, STRING, INT);
		functions.member("join", STRING, Strings::join, STRINGS);
		functions.member("join", STRING, Strings::join, STRINGS, STRING);
		changing(functions, "trim", String::strip);
		changing(functions, "lowerAscii", (text) -> moved(text, 'A', 'Z', 'a' - 'A'));
		changing(functions, "upperAscii", (text) -> moved(text, 'a', 'z', 'A' - 'a'));
		changing(functions, "reverse", (text) -> new StringBuilder(text).reverse().toString());
	}

	private static void changing(Functions functions, String name, UnaryOperator<String> change) {
		functions.member(name, STRING, (call) -> {
			call.spend(2L * call.text(0).length());
			return change.apply(call.text(0));
		}, STRING);
	}

	private static Object size(Call call) throws EvaluationException {
		call.spend(call.text(0).length());
		return (long) call.text(0).codePointCount(0, call.text(0).length());
	}

	private static int index(Call call, int from) throws EvaluationException {
		Searching.spend(call, call.text(0).length(), call.text(1).length());
		return call.text(0).indexOf(call.text(1), from);
	}

	private static Object charAt(Call call) throws EvaluationException {
		String text = call.text(0);
		int at = place(call, 1);
		return (at == text.length()) ? "" : Character.toString(text.codePointAt(at));
	}

	private static Object indexOf(Call call) throws EvaluationException {
		return characters(call, index(call, call.has(2) ? place(call, 2) : 0));
	}

	private static Object lastIndexOf(Call call) throws EvaluationException {
		Searching.spend(call, call.text(0).length(), call.text(1).length());
		return characters(call, call.text(0).lastIndexOf(call.text(1)));
	}

	private static Object substring(Call call) throws EvaluationException {
		int from = place(call, 1);
		int to = call.has(2) ? place(call, 2) : call.text(0).length();
		if (from > to) {
			throw call.failure("substring(%d, %d) ends before it begins", call.number(1), call.number(2));
		}
		return call.text(0).substring(from, to);
	}

	/** The index of the character that an argument counts. */
	private static int place(Call call, int argument) throws EvaluationException {
		String text = call.text(0);
		long count = call.number(argument);
		call.spend(text.length());
		if (count < 0 || count > text.codePointCount(0, text.length())) {
			throw call.failure("%s(%d) is outside of a text of %d characters", call.name(), count,
					text.codePointCount(0, text.length()));
		}
		return text.offsetByCodePoints(0, (int) count);
	}

	private static long characters(Call call, int index) {
		return (index < 0) ? -1 : call.text(0).codePointCount(0, index);
	}

	private static Object replace(Call call) throws EvaluationException {
		if (call.text(1).isEmpty()) {
			throw call.failure("replace takes a text that is not empty");
		}
		long limit = call.has(3) ? call.number(3) : -1;
		return joined(call, parts(call, (limit < 0) ? Long.MAX_VALUE : limit + 1), call.text(2));
	}

	private static Object split(Call call) throws EvaluationException {
		long limit = call.has(2) ? call.number(2) : -1;
		return (limit == 0) ? List.of() : parts(call, (limit < 0) ? Long.MAX_VALUE : limit);
	}

	/**
	 * The parts of a text between the second argument; an empty one is between all
	 * characters.
	 */
	private static List<String> parts(Call call, long limit) throws EvaluationException {
		String text = call.text(0);
		String separator = call.text(1);
		Searching.spend(call, text.length(), separator.length());
		List<String> parts = new ArrayList<>();
		int from = 0;
		int next = next(text, separator, 0);
		while (next >= 0 && parts.size() + 1 < limit) {
			// A part takes more memory than its characters.
			call.spend(next - from + 16L);
			parts.add(text.substring(from, next));
			from = next + separator.length();
			next = next(text, separator, from);
		}
		parts.add(text.substring(from));
		return parts;
	}

	private static int next(String text, String separator, int from) {
		if (!separator.isEmpty()) {
			return text.indexOf(separator, from);
		}
		int next = (from < text.length()) ? text.offsetByCodePoints(from, 1) : text.length();
		return (next < text.length()) ? next : -1;
	}

	private static Object join(Call call) throws EvaluationException {
		return joined(call, call.list(0), call.has(1) ? call.text(1) : "");
	}

	private static String joined(Call call, List<?> parts, String separator) throws EvaluationException {
		StringBuilder all = new StringBuilder();
		for (int i = 0; i < parts.size(); i++) {
			String part = (String) parts.get(i);
			call.spend(1L + part.length() + separator.length());
			all.append((i > 0) ? separator : "").append(part);
		}
		return all.toString();
	}

	/** Moves the letters of a range by a distance, and leaves all others. */
	private static String moved(String text, char first, char last, int distance) {
		StringBuilder moved = new StringBuilder(text);
		for (int i = 0; i < moved.length(); i++) {
			char one = moved.charAt(i);
			if (one >= first && one <= last) {
				moved.setCharAt(i, (char) (one + distance));
			}
		}
		return moved.toString();
	}

}
