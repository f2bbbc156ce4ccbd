package io.wirepost.connection;

/** Wirepost may not dial a host and port. */
public class EndpointNotAllowedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public EndpointNotAllowedException(String host, int port) {
		super("Wirepost may not dial %s:%d; add its network and port to wirepost.endpoints.allowed".formatted(host,
				port));
	}

}
