package io.wirepost.web.replica;

/** The replica that has to do something cannot be reached, and nothing was begun. */
public class ReplicaUnreachableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ReplicaUnreachableException(String message) {
		super(message);
	}

}
