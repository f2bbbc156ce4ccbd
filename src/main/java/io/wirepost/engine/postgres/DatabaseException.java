package io.wirepost.engine.postgres;

/** The database cannot be used. */
class DatabaseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	DatabaseException(String message, Throwable cause) {
		super(message, cause);
	}

}
