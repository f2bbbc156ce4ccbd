package io.wirepost.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.wirepost.settings.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that finds a token anywhere in a text. Devices choose the text,
 * and some expressions take time without end on some texts ({@code (a+)+b} on many an a):
 * so a search reads at most {@value #READS} characters, each counted as often as it is
 * looked at, which takes milliseconds. A text that needs more has no token. An expression
 * that goes through the text once or a few times is far from that on the largest frames.
 * <p>
 * Immutable; equal to another of the same expression.
 */
final class TokenPattern {

	/** The most characters that one search looks at. */
	static final int READS = 2_000_000;

	private static final String GROUP = "token";

	private final Pattern pattern;

	private TokenPattern(Pattern pattern) {
		this.pattern = pattern;
	}

	/**
	 * @param expression a regular expression with a group {@code token}
	 * @throws InvalidSettingsException if it is none
	 */
	static TokenPattern of(@Nullable String expression) {
		if (expression == null || expression.isEmpty()) {
			throw new InvalidSettingsException("",
					"set it to a regular expression with a group (?<token>…), such as ID=(?<token>\\d+)");
		}
		try {
			Pattern pattern = Pattern.compile(expression);
			if (!hasToken(expression)) {
				throw new InvalidSettingsException("",
						"'%s' has no group (?<token>…) that finds the token".formatted(expression));
			}
			return new TokenPattern(pattern);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidSettingsException("", "'%s' is no regular expression: %s at index %d".formatted(expression,
					ex.getDescription(), ex.getIndex()));
		}
	}

	/** Only a matcher that has matched knows its groups: before the bar, nothing does. */
	private static boolean hasToken(String expression) {
		try {
			Matcher matcher = Pattern.compile("|" + expression).matcher("");
			matcher.find();
			matcher.group(GROUP);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/** The token in a text; null if there is none. */
	@Nullable String find(CharSequence text) {
		try {
			Matcher matcher = this.pattern.matcher(new Counted(text));
			return matcher.find() ? matcher.group(GROUP) : null;
		}
		catch (TooManyReadsException | StackOverflowError ex) {
			// A repeated group makes the JDK's matcher recurse.
			return null;
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof TokenPattern one && one.pattern.pattern().equals(this.pattern.pattern());
	}

	@Override
	public int hashCode() {
		return this.pattern.pattern().hashCode();
	}

	@Override
	public String toString() {
		return this.pattern.pattern();
	}

	/** A text that is looked at only so often. For one search. */
	private static final class Counted implements CharSequence {

		private final CharSequence text;

		private int reads;

		Counted(CharSequence text) {
			this.text = text;
		}

		@Override
		public int length() {
			return this.text.length();
		}

		@Override
		public char charAt(int index) {
			if (++this.reads > READS) {
				throw new TooManyReadsException();
			}
			return this.text.charAt(index);
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return this.text.subSequence(start, end);
		}

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

	/** Ends a search; never leaves this type. */
	private static final class TooManyReadsException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TooManyReadsException() {
			super("The text was looked at too often", null, false, false);
		}

	}

}
