package io.wirepost.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * A regular expression that finds what one of its groups stands for, anywhere in a text.
 * Devices choose the text, and some expressions take time without end on some texts
 * ({@code (a+)+b} on many an a): so a search reads at most {@value #READS} characters,
 * each counted as often as it is looked at, which takes milliseconds. In a text that
 * needs more, nothing is found. An expression that goes through the text once or a few
 * times is far from that on the largest frames.
 * <p>
 * Immutable; equal to another of the same expression and group.
 */
public final class BoundedPattern {

	/** The most characters that one search looks at. */
	public static final int READS = 2_000_000;

	private final Pattern pattern;

	private final String group;

	private BoundedPattern(Pattern pattern, String group) {
		this.pattern = pattern;
		this.group = group;
	}

	/**
	 * @param expression a regular expression with a group of the name
	 * @param group the name
	 * @param meaning what the group finds, such as {@code the token}
	 * @throws InvalidSettingsException if it is none
	 */
	public static BoundedPattern of(String expression, String group, String meaning) {
		try {
			Pattern pattern = Pattern.compile(expression);
			if (!hasGroup(expression, group)) {
				throw new InvalidSettingsException("",
						"'%s' has no group (?<%s>…) that finds %s".formatted(expression, group, meaning));
			}
			return new BoundedPattern(pattern, group);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidSettingsException("", "'%s' is no regular expression: %s at index %d".formatted(expression,
					ex.getDescription(), ex.getIndex()));
		}
		catch (StackOverflowError ex) {
			// The JDK reads an expression by recursion.
			throw new InvalidSettingsException("",
					"this regular expression is nested too deep: it has %d characters".formatted(expression.length()));
		}
	}

	/** Only a matcher that has matched knows its groups: before the bar, nothing does. */
	private static boolean hasGroup(String expression, String group) {
		try {
			Matcher matcher = Pattern.compile("|" + expression).matcher("");
			matcher.find();
			matcher.group(group);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/** What the group stands for in a text; null if there is nothing. */
	public @Nullable String find(CharSequence text) {
		try {
			Matcher matcher = this.pattern.matcher(new Counted(text));
			return matcher.find() ? matcher.group(this.group) : null;
		}
		catch (TooManyReadsException | StackOverflowError ex) {
			// A repeated group makes the JDK's matcher recurse.
			return null;
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof BoundedPattern one && one.pattern.pattern().equals(this.pattern.pattern())
				&& one.group.equals(this.group);
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
