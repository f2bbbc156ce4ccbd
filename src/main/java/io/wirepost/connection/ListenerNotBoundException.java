package io.wirepost.connection;

/** A listener's port could not be bound. */
class ListenerNotBoundException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ListenerNotBoundException(String detail) {
		super(detail);
	}

}
