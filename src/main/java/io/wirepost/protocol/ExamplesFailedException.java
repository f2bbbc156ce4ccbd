package io.wirepost.protocol;

import java.util.List;

/** A protocol whose own examples do not come out as they say. */
public class ExamplesFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<ExampleFailure> failures;

	ExamplesFailedException(List<ExampleFailure> failures) {
		super("%d of the protocol's examples failed".formatted(failures.size()));
		this.failures = List.copyOf(failures);
	}

	public List<ExampleFailure> failures() {
		return this.failures;
	}

}
