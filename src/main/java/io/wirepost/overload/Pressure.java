package io.wirepost.overload;

/**
 * How much is used of something that must not run out. Asked several times a second, on
 * one thread; must not block.
 */
@FunctionalInterface
public interface Pressure {

	/** From 0, nothing, to 1, all of it; above that where a bound was overstepped. */
	double now();

}
