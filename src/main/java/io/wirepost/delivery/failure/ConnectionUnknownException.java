package io.wirepost.delivery.failure;

import java.util.UUID;

/** No connection of that id is open. */
public class ConnectionUnknownException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public ConnectionUnknownException(UUID connection) {
		super("There is no open connection '%s'".formatted(connection));
	}

}
