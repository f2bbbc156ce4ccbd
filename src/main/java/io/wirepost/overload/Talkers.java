package io.wirepost.overload;

import java.util.Collection;

/** All open connections. Safe for all threads; does not block. */
@FunctionalInterface
public interface Talkers {

	Collection<? extends Talker> all();

}
