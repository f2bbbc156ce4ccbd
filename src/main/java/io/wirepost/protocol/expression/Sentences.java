package io.wirepost.protocol.expression;

import java.util.List;
import java.util.regex.Pattern;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;

/**
 * What is wrong with an expression, in one sentence that begins with the place. CEL's
 * compiler names tokens and operators as its grammar does; here they are as they were
 * written.
 */
final class Sentences {

	private static final int LONGEST = 300;

	private static final Pattern LOOP = Pattern
		.compile("undeclared reference to '(has|all|exists|exists_one|map|filter)'.*");

	private static final String NO_NUMBER = " is not a whole number from %d to %d".formatted(Long.MIN_VALUE,
			Long.MAX_VALUE);

	/** Each as a regular expression, and what it becomes. */
	private static final List<Rewriting> REWRITINGS = List.of(new Rewriting("\\s+", " "),
			new Rewriting("^For input string: \"(-?)(.*)\" under radix 16$", "$10x$2" + NO_NUMBER),
			new Rewriting("^For input string: \"(.*)\"$", "$1" + NO_NUMBER),
			new Rewriting("^(Error at index \\d+ in: |String value .* exceeds range of unsigned long).*",
					"there are no unsigned numbers; write 1 for 1u"),
			new Rewriting(" expecting .*", ""), new Rewriting(" \\(in container '.*'\\)", ""),
			new Rewriting("^(mismatched|extraneous) input '<EOF>'", "unexpected end"),
			new Rewriting("^(mismatched|extraneous) input", "unexpected"), new Rewriting("'?<EOF>'?", "the end"),
			new Rewriting("^(token recognition error at:|no viable alternative at input) '(.*?) ?'$", "cannot read $2"),
			new Rewriting("^Expression recursion limit exceeded.*", "this expression is nested too deeply"),
			new Rewriting("google\\.protobuf\\.Timestamp", "timestamp"),
			new Rewriting("google\\.protobuf\\.Duration", "duration"),
			new Rewriting("(for '[^a-z].*) \\(candidates: .*", "$1"), new Rewriting("'_\\[_\\]'", "'[]'"),
			new Rewriting("'_\\?_:_'", "'?:'"), new Rewriting("'_?([^a-z\\s']+?)_'", "'$1'"),
			new Rewriting("'@in'", "'in'"));

	private Sentences() {
	}

	static String of(CelIssue issue) {
		String message = issue.getMessage();
		if (LOOP.matcher(message).matches()) {
			return at(issue.getSourceLocation(),
					LOOP.matcher(message).replaceFirst("expressions have no loops, and no '$1'"));
		}
		for (Rewriting rewriting : REWRITINGS) {
			message = rewriting.pattern().matcher(message).replaceAll(rewriting.replacement());
		}
		return at(issue.getSourceLocation(), message);
	}

	static String at(CelSourceLocation place, String message) {
		String sentence = "%d:%d: %s".formatted(place.getLine(), place.getColumn() + 1, message);
		return (sentence.length() <= LONGEST) ? sentence : sentence.substring(0, LONGEST - 1) + "…";
	}

	/**
	 * Changes a part of a sentence.
	 *
	 * @param pattern the part
	 * @param replacement what it becomes
	 */
	private record Rewriting(Pattern pattern, String replacement) {

		Rewriting(String pattern, String replacement) {
			this(Pattern.compile(pattern), replacement);
		}

	}

}
