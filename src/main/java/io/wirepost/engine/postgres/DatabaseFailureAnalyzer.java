package io.wirepost.engine.postgres;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the database cannot be used, instead of a stack trace. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<DatabaseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DatabaseException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Unless the sentence says what to do: check spring.datasource.url, .username and .password, and that PostgreSQL 14 or later answers there. "
						+ "The user needs the right to create tables.",
				cause);
	}

}
