package io.wirepost.settings;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * A regular expression that finds the value of one of its groups anywhere in a text.
 * Devices choose the text, and some expressions backtrack practically for ever on some
 * texts ({@code (a+)+b} on many a's). So a search reads at most {@value #READS}
 * characters, each counted as often as it is read, which takes milliseconds. A text that
 * needs more has no match. An expression that reads a text once or a few times stays far
 * below that on the largest frames.
 * <p>
 * Immutable; equal to another of the same expression and group.
 */
public final class BoundedPattern {

	/** The most characters that one search reads. */
	public static final int READS = 2_000_000;

	private final Pattern pattern;

	private final String group;

	private BoundedPattern(Pattern pattern, String group) {
		this.pattern = pattern;
		this.group = group;
	}

	/**
	 * @param expression a regular expression with a group of this name
	 * @param group the name
	 * @param meaning what the group finds, such as {@code the device's id}
	 * @throws InvalidSettingsException if it is none
	 */
	public static BoundedPattern of(String expression, String group, String meaning) {
		return of(expression, List.of(group), meaning);
	}

	/**
	 * @param expression a regular expression with a group of one of these names
	 * @param groups the names; the first that the expression has counts
	 * @param meaning what the group finds, such as {@code the device's id}
	 * @throws InvalidSettingsException if it is none
	 */
	public static BoundedPattern of(String expression, List<String> groups, String meaning) {
		Pattern pattern = compile(expression);
		String group = groups.stream()
			.filter((name) -> hasGroup(expression, name))
			.findFirst()
			.orElseThrow(() -> new InvalidSettingsException("",
					"'%s' has no group (?<%s>…) that finds %s".formatted(expression, groups.get(0), meaning)));
		return new BoundedPattern(pattern, group);
	}

	/**
	 * Compiles a regular expression, without a bound.
	 * @throws InvalidSettingsException if it is none, with a sentence
	 */
	public static Pattern compile(String expression) {
		try {
			return Pattern.compile(expression);
		}
		catch (PatternSyntaxException ex) {
			// The JDK has no place for a bracket that closes nothing at the very
			// beginning.
			throw new InvalidSettingsException("",
					"'%s' is not a regular expression: %s%s".formatted(expression.replaceAll("\\R", "\\\\n"),
							ex.getDescription(), (ex.getIndex() >= 0) ? " at index " + ex.getIndex() : ""));
		}
		catch (StackOverflowError ex) {
			// The JDK parses an expression by recursion.
			throw new InvalidSettingsException("", "this regular expression is nested too deeply: it has %d characters"
				.formatted(expression.length()));
		}
	}

	/**
	 * Only a matcher with a match knows its groups, and the empty text matches before the
	 * bar.
	 */
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

	/** The value of the group in a text; null if nothing matches. */
	public @Nullable String find(CharSequence text) {
		try {
			Matcher matcher = this.pattern.matcher(new Counted(text));
			return matcher.find() ? matcher.group(this.group) : null;
		}
		catch (TooManyReadsException | StackOverflowError ex) {
			// The JDK's matcher recurses for repeated groups.
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

	/** A text that counts how often it is read. For one search. */
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
			super("The text was read too often", null, false, false);
		}

	}

}
