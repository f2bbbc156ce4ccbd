package io.wirepost.transport;

/** A listener's port could not be bound. */
public class ListenerNotBoundException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ListenerNotBoundException(String bind, int port, String why) {
		super("%s:%d cannot be bound (%s); set port to a free one, or bind to an address of this machine"
			.formatted(bind, port, why));
	}

}
