package io.wirepost.protocol.expression;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import static io.wirepost.protocol.expression.Parameter.BOOL;
import static io.wirepost.protocol.expression.Parameter.GROUP_NAME;
import static io.wirepost.protocol.expression.Parameter.GROUP_NUMBER;
import static io.wirepost.protocol.expression.Parameter.PATTERN;
import static io.wirepost.protocol.expression.Parameter.STRING;

/**
 * Finding texts in texts, and regular expressions: Java's, as in all of Wirepost. Each
 * character that a search reads is a step, as often as it is read.
 */
final class Searching {

	static final String CAPTURE = "capture";

	private Searching() {
	}

	static void addTo(Functions functions) {
		functions.global("matches", BOOL, (call) -> matcher(call) != null, STRING, PATTERN);
		functions.member("matches", BOOL, (call) -> matcher(call) != null, STRING, PATTERN);
		functions.member(CAPTURE, STRING, (call) -> capture(call, call.text(2)), STRING, PATTERN, GROUP_NAME);
		functions.member(CAPTURE, STRING, (call) -> capture(call, call.number(2)), STRING, PATTERN, GROUP_NUMBER);
	}

	/** What looking for a part can take at most; a step compares up to 8 places. */
	static void spend(Call call, long size, long part) throws EvaluationException {
		call.spend(size + size * part / 8);
	}

	private static Object capture(Call call, Object group) throws EvaluationException {
		Matcher matcher = matcher(call);
		String found = null;
		if (matcher != null) {
			found = (group instanceof Long number) ? matcher.group(number.intValue()) : matcher.group((String) group);
		}
		if (found == null) {
			throw call.failure("a text of %d characters has no group %s of '%s'", call.text(0).length(), group,
					call.value(1));
		}
		return found;
	}

	/** A matcher that has found the pattern; null if it is nowhere. */
	private static @Nullable Matcher matcher(Call call) throws EvaluationException {
		CountedText text = new CountedText(call.text(0), call.in());
		try {
			Matcher matcher = call.setting(1, Pattern.class).matcher(text);
			return matcher.find() ? matcher : null;
		}
		catch (CountedText.NoStepsLeftException | StackOverflowError ex) {
			// The JDK's matcher recurses for repeated groups.
			throw call.failure("'%s' reads a text of %d characters too often", call.value(1), call.text(0).length());
		}
	}

	/**
	 * @throws IllegalArgumentException if the pattern has no such group, with a sentence
	 */
	static void checkGroup(Node pattern, Node group) {
		if (pattern instanceof Node.Constant one && group instanceof Node.Constant other) {
			checkGroup((Pattern) one.value(), other.value());
		}
	}

	/**
	 * Only a matcher with a match knows its groups, and the empty text matches before the
	 * bar.
	 */
	private static void checkGroup(Pattern pattern, Object group) {
		Matcher matcher = Pattern.compile("|" + pattern.pattern()).matcher("");
		matcher.find();
		try {
			if (group instanceof Long number) {
				matcher.group(Math.toIntExact(number));
			}
			else {
				matcher.group((String) group);
			}
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException ex) {
			throw new IllegalArgumentException("'%s' has no group %s".formatted(pattern, group), ex);
		}
	}

}
