package io.wirepost.overload;

import java.util.Collection;

/** All connections there are. Safe for all threads; does not block. */
@FunctionalInterface
public interface Talkers {

	Collection<? extends Talker> all();

}
