package io.wirepost.protocol.expression;

import dev.cel.common.CelIssue;

/** What CEL's compiler says is wrong, in a sentence that begins with the place. */
final class Sentences {

	private Sentences() {
	}

	static String of(CelIssue issue) {
		return "%d:%d: %s".formatted(issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn() + 1,
				issue.getMessage());
	}

}
