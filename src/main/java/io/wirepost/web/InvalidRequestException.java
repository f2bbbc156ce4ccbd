package io.wirepost.web;

import java.util.List;

/** A request has invalid values. */
class InvalidRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Problem.FieldFault> faults;

	InvalidRequestException(List<Problem.FieldFault> faults) {
		super(faults.toString());
		this.faults = List.copyOf(faults);
	}

	InvalidRequestException(String field, String message) {
		this(List.of(new Problem.FieldFault(field, message)));
	}

	List<Problem.FieldFault> faults() {
		return this.faults;
	}

}
