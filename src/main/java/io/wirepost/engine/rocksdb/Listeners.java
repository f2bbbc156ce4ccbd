package io.wirepost.engine.rocksdb;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls others' code on the writer's thread, which has to go on whatever they do. */
final class Listeners {

	private static final Logger log = LoggerFactory.getLogger(Listeners.class);

	private Listeners() {
	}

	static void call(Runnable listener) {
		try {
			listener.run();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			log.error("A listener of the journal failed", ex);
		}
	}

}
