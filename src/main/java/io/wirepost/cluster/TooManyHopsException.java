package io.wirepost.cluster;

/** Too many requests to other replicas are under way. */
public class TooManyHopsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyHopsException(int most) {
		super("%d requests to other replicas are under way already; try again in a moment".formatted(most));
	}

}
