package io.wirepost.web.request;

import java.util.List;

/** A request has invalid values. */
public class InvalidRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Problem.FieldFault> faults;

	public InvalidRequestException(List<Problem.FieldFault> faults) {
		super(faults.toString());
		this.faults = List.copyOf(faults);
	}

	public InvalidRequestException(String field, String message) {
		this(List.of(new Problem.FieldFault(field, message)));
	}

	public List<Problem.FieldFault> faults() {
		return this.faults;
	}

}
