package io.wirepost.journal;

/** A registration that can be ended. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

	/** Ends it. A call that is under way goes on. */
	@Override
	void close();

}
