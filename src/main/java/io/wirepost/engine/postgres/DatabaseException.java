package io.wirepost.engine.postgres;

import org.jspecify.annotations.Nullable;

/** The database cannot be used. */
class DatabaseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	DatabaseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
