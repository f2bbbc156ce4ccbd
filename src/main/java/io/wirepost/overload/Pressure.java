package io.wirepost.overload;

/**
 * The share of a resource that is in use. Called several times a second, on one thread;
 * must not block.
 */
@FunctionalInterface
public interface Pressure {

	/** From 0, nothing, to 1, all of it; more if a bound was exceeded. */
	double now();

}
