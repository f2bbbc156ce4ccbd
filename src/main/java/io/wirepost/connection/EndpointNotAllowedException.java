package io.wirepost.connection;

/** A host and port that Wirepost may not dial. */
public class EndpointNotAllowedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public EndpointNotAllowedException(String host, int port) {
		super("%s:%d is not among those that Wirepost may dial; add its network and port to wirepost.endpoints.allowed"
			.formatted(host, port));
	}

}
